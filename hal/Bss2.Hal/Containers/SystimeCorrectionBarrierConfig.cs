using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Arms the systime-correction barrier.</summary>
/// <remarks>Source: haldls fpga.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record SystimeCorrectionBarrierConfig :
    IOmnibusWritable<SystimeCorrectionBarrierConfig, Unique>, IOmnibusReadable<SystimeCorrectionBarrierConfig, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("SystimeCorrectionBarrierConfig", 1,
    [
        new("enable_interrupt", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
    ]);

    /// <summary>enable_interrupt.</summary>
    public bool EnableInterrupt { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x8800_000Bu;
    }

    /// <inheritdoc/>
    public static SystimeCorrectionBarrierConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        EnableInterrupt = values[0] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = EnableInterrupt ? 1 : 0;
    }
}
