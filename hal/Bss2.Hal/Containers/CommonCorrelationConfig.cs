using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Timing of correlation sensors.</summary>
/// <remarks>Source: haldls correlation.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CommonCorrelationConfig :
    IOmnibusWritable<CommonCorrelationConfig, Hemisphere>, IOmnibusReadable<CommonCorrelationConfig, Hemisphere>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CommonCorrelationConfig", 4,
    [
        new("sense_delay", 0, 4095, 1, false, FieldCoding.Plain, [new(0, 0, 12)]),
        new("reset_duration", 0, 4095, 200, false, FieldCoding.Plain, [new(1, 0, 12)]),
        new("reset_fall_time", 0, 4095, 5, false, FieldCoding.Plain, [new(2, 0, 12)]),
        new("reset_mode", 0, 1, 0, false, FieldCoding.Plain, [new(3, 0, 1)]),
        new("cadc_v_offset_assignment[0]", 0, 1, 0, false, FieldCoding.Plain, [new(3, 2, 1)]),
        new("cadc_v_offset_assignment[1]", 0, 1, 1, false, FieldCoding.Plain, [new(3, 1, 1, 0, true)]),
    ]);

    /// <summary>sense_delay, 0..4095.</summary>
    public int SenseDelay { get; init; } = 1;

    /// <summary>reset_duration, 0..4095.</summary>
    public int ResetDuration { get; init; } = 200;

    /// <summary>reset_fall_time, 0..4095.</summary>
    public int ResetFallTime { get; init; } = 5;

    /// <summary>reset_mode, 0..1.</summary>
    public int ResetMode { get; init; }

    /// <summary>cadc_v_offset_assignment, 2 values of 0..1.</summary>
    public IReadOnlyList<int> CadcVOffsetAssignment { get; init; } = [0, 1];

    /// <inheritdoc/>
    public static void GetAddresses(Hemisphere coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0220_0000u + 0x0100_0000u * (uint)coordinate.Value;
        addresses[1] = 0x0220_0000u + 0x0100_0000u * (uint)coordinate.Value + 1;
        addresses[2] = 0x0220_0000u + 0x0100_0000u * (uint)coordinate.Value + 2;
        addresses[3] = 0x0220_0000u + 0x0100_0000u * (uint)coordinate.Value + 3;
    }

    /// <inheritdoc/>
    public static CommonCorrelationConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        SenseDelay = (int)values[0],
        ResetDuration = (int)values[1],
        ResetFallTime = (int)values[2],
        ResetMode = (int)values[3],
        CadcVOffsetAssignment =
        [
            (int)values[4], (int)values[5],
        ],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = SenseDelay;
        values[1] = ResetDuration;
        values[2] = ResetFallTime;
        values[3] = ResetMode;
        RegisterArray.RequireCount("CommonCorrelationConfig.cadc_v_offset_assignment", CadcVOffsetAssignment, 2);
        values[4] = CadcVOffsetAssignment[0];
        values[5] = CadcVOffsetAssignment[1];
    }

    /// <summary>Same field values.</summary>
    public bool Equals(CommonCorrelationConfig? other) =>
        RegisterAccess.SameFields<CommonCorrelationConfig, Hemisphere>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<CommonCorrelationConfig, Hemisphere>(this);
}
