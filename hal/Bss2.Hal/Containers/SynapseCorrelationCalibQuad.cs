using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Correlation calibration bits of four synapses.</summary>
/// <remarks>Source: haldls synapse.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record SynapseCorrelationCalibQuad :
    IOmnibusWritable<SynapseCorrelationCalibQuad, SynapseQuadAddress>,
    IOmnibusReadable<SynapseCorrelationCalibQuad, SynapseQuadAddress>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("SynapseCorrelationCalibQuad", 2,
    [
        new("time_calibs[0]", 0, 3, 0, false, FieldCoding.Plain, [new(0, 24, 2)]),
        new("time_calibs[1]", 0, 3, 0, false, FieldCoding.Plain, [new(0, 16, 2)]),
        new("time_calibs[2]", 0, 3, 0, false, FieldCoding.Plain, [new(0, 8, 2)]),
        new("time_calibs[3]", 0, 3, 0, false, FieldCoding.Plain, [new(0, 0, 2)]),
        new("amp_calibs[0]", 0, 3, 0, false, FieldCoding.Plain, [new(1, 24, 2)]),
        new("amp_calibs[1]", 0, 3, 0, false, FieldCoding.Plain, [new(1, 16, 2)]),
        new("amp_calibs[2]", 0, 3, 0, false, FieldCoding.Plain, [new(1, 8, 2)]),
        new("amp_calibs[3]", 0, 3, 0, false, FieldCoding.Plain, [new(1, 0, 2)]),
    ]);

    /// <summary>time_calibs, 4 values of 0..3.</summary>
    public IReadOnlyList<int> TimeCalibs { get; init; } = [0, 0, 0, 0];

    /// <summary>amp_calibs, 4 values of 0..3.</summary>
    public IReadOnlyList<int> AmpCalibs { get; init; } = [0, 0, 0, 0];

    /// <inheritdoc/>
    public static void GetAddresses(SynapseQuadAddress coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x02C1_0000u + 0x0100_0000u * (uint)coordinate.Hemisphere.Value + 64u * (uint)coordinate.Row.Value
            + (uint)coordinate.QuadColumn.Value;
        addresses[1] = 0x02C2_0000u + 0x0100_0000u * (uint)coordinate.Hemisphere.Value + 64u * (uint)coordinate.Row.Value
            + (uint)coordinate.QuadColumn.Value;
    }

    /// <inheritdoc/>
    public static SynapseCorrelationCalibQuad FromFields(ReadOnlySpan<long> values) => new()
    {
        TimeCalibs =
        [
            (int)values[0], (int)values[1], (int)values[2], (int)values[3],
        ],
        AmpCalibs =
        [
            (int)values[4], (int)values[5], (int)values[6], (int)values[7],
        ],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.RequireCount("SynapseCorrelationCalibQuad.time_calibs", TimeCalibs, 4);
        values[0] = TimeCalibs[0];
        values[1] = TimeCalibs[1];
        values[2] = TimeCalibs[2];
        values[3] = TimeCalibs[3];
        RegisterArray.RequireCount("SynapseCorrelationCalibQuad.amp_calibs", AmpCalibs, 4);
        values[4] = AmpCalibs[0];
        values[5] = AmpCalibs[1];
        values[6] = AmpCalibs[2];
        values[7] = AmpCalibs[3];
    }

    /// <summary>Same field values.</summary>
    public bool Equals(SynapseCorrelationCalibQuad? other) =>
        RegisterAccess.SameFields<SynapseCorrelationCalibQuad, SynapseQuadAddress>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<SynapseCorrelationCalibQuad, SynapseQuadAddress>(this);
}
