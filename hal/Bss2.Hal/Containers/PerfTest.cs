using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Performance test.</summary>
/// <remarks>Source: haldls perftest.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record PerfTest : IOmnibusWritable<PerfTest, Unique>, IOmnibusReadable<PerfTest, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("PerfTest", 1,
    [
        new("enable", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
    ]);

    /// <summary>enable.</summary>
    public bool Enable { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x8800_8000u;
    }

    /// <inheritdoc/>
    public static PerfTest FromFields(ReadOnlySpan<long> values) => new()
    {
        Enable = values[0] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Enable ? 1 : 0;
    }
}
