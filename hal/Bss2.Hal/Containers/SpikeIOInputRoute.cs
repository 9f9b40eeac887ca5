using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Label of a serial address.</summary>
/// <remarks>Source: haldls fpga.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record SpikeIOInputRoute :
    IOmnibusWritable<SpikeIOInputRoute, SpikeIOAddress>, IOmnibusReadable<SpikeIOInputRoute, SpikeIOAddress>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("SpikeIOInputRoute", 1,
    [
        new("target", 0, 65535, 65535, false, FieldCoding.Plain, [new(0, 0, 16)]),
    ]);

    /// <summary>target, 0..65535.</summary>
    public int Target { get; init; } = 65535;

    /// <inheritdoc/>
    public static void GetAddresses(SpikeIOAddress coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x8803_0000u + 1u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static SpikeIOInputRoute FromFields(ReadOnlySpan<long> values) => new()
    {
        Target = (int)values[0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Target;
    }
}
