using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Recovery clock of short-term plasticity.</summary>
/// <remarks>Source: haldls padi.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CommonSTPConfig :
    IOmnibusWritable<CommonSTPConfig, Hemisphere>, IOmnibusReadable<CommonSTPConfig, Hemisphere>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CommonSTPConfig", 1,
    [
        new("enable_recovery_clock", 0, 1, 0, true, FieldCoding.Plain, [new(0, 4, 1)]),
        new("recovery_clock_speed", 0, 15, 0, false, FieldCoding.Plain, [new(0, 0, 4)]),
    ]);

    /// <summary>enable_recovery_clock.</summary>
    public bool EnableRecoveryClock { get; init; }

    /// <summary>recovery_clock_speed, 0..15.</summary>
    public int RecoveryClockSpeed { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Hemisphere coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0011_0002u + 0x8000u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static CommonSTPConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        EnableRecoveryClock = values[0] != 0,
        RecoveryClockSpeed = (int)values[1],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = EnableRecoveryClock ? 1 : 0;
        values[1] = RecoveryClockSpeed;
    }
}
