using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Weights, labels and calibration bits of four synapses.</summary>
/// <remarks>Source: haldls synapse.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record SynapseQuad :
    IOmnibusWritable<SynapseQuad, SynapseQuadAddress>, IOmnibusReadable<SynapseQuad, SynapseQuadAddress>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("SynapseQuad", 2,
    [
        new("weights[0]", 0, 63, 0, false, FieldCoding.SynapseWeight, [new(0, 24, 6)]),
        new("weights[1]", 0, 63, 0, false, FieldCoding.SynapseWeight, [new(0, 16, 6)]),
        new("weights[2]", 0, 63, 0, false, FieldCoding.SynapseWeight, [new(0, 8, 6)]),
        new("weights[3]", 0, 63, 0, false, FieldCoding.SynapseWeight, [new(0, 0, 6)]),
        new("labels[0]", 0, 63, 0, false, FieldCoding.Plain, [new(1, 24, 6)]),
        new("labels[1]", 0, 63, 0, false, FieldCoding.Plain, [new(1, 16, 6)]),
        new("labels[2]", 0, 63, 0, false, FieldCoding.Plain, [new(1, 8, 6)]),
        new("labels[3]", 0, 63, 0, false, FieldCoding.Plain, [new(1, 0, 6)]),
        new("time_calibs[0]", 0, 3, 0, false, FieldCoding.Plain, [new(0, 30, 2)]),
        new("time_calibs[1]", 0, 3, 0, false, FieldCoding.Plain, [new(0, 22, 2)]),
        new("time_calibs[2]", 0, 3, 0, false, FieldCoding.Plain, [new(0, 14, 2)]),
        new("time_calibs[3]", 0, 3, 0, false, FieldCoding.Plain, [new(0, 6, 2)]),
        new("amp_calibs[0]", 0, 3, 0, false, FieldCoding.Plain, [new(1, 30, 2)]),
        new("amp_calibs[1]", 0, 3, 0, false, FieldCoding.Plain, [new(1, 22, 2)]),
        new("amp_calibs[2]", 0, 3, 0, false, FieldCoding.Plain, [new(1, 14, 2)]),
        new("amp_calibs[3]", 0, 3, 0, false, FieldCoding.Plain, [new(1, 6, 2)]),
    ]);

    /// <summary>weights, 4 values of 0..63.</summary>
    public IReadOnlyList<int> Weights { get; init; } = [0, 0, 0, 0];

    /// <summary>labels, 4 values of 0..63.</summary>
    public IReadOnlyList<int> Labels { get; init; } = [0, 0, 0, 0];

    /// <summary>time_calibs, 4 values of 0..3.</summary>
    public IReadOnlyList<int> TimeCalibs { get; init; } = [0, 0, 0, 0];

    /// <summary>amp_calibs, 4 values of 0..3.</summary>
    public IReadOnlyList<int> AmpCalibs { get; init; } = [0, 0, 0, 0];

    /// <inheritdoc/>
    public static void GetAddresses(SynapseQuadAddress coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x02CF_0000u + 0x0100_0000u * (uint)coordinate.Hemisphere.Value + 128u * (uint)coordinate.Row.Value
            + (uint)coordinate.QuadColumn.Value;
        addresses[1] = 0x02CF_0000u + 0x0100_0000u * (uint)coordinate.Hemisphere.Value + 128u * (uint)coordinate.Row.Value
            + (uint)coordinate.QuadColumn.Value + 64;
    }

    /// <inheritdoc/>
    public static SynapseQuad FromFields(ReadOnlySpan<long> values) => new()
    {
        Weights =
        [
            (int)values[0], (int)values[1], (int)values[2], (int)values[3],
        ],
        Labels =
        [
            (int)values[4], (int)values[5], (int)values[6], (int)values[7],
        ],
        TimeCalibs =
        [
            (int)values[8], (int)values[9], (int)values[10], (int)values[11],
        ],
        AmpCalibs =
        [
            (int)values[12], (int)values[13], (int)values[14], (int)values[15],
        ],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.RequireCount("SynapseQuad.weights", Weights, 4);
        values[0] = Weights[0];
        values[1] = Weights[1];
        values[2] = Weights[2];
        values[3] = Weights[3];
        RegisterArray.RequireCount("SynapseQuad.labels", Labels, 4);
        values[4] = Labels[0];
        values[5] = Labels[1];
        values[6] = Labels[2];
        values[7] = Labels[3];
        RegisterArray.RequireCount("SynapseQuad.time_calibs", TimeCalibs, 4);
        values[8] = TimeCalibs[0];
        values[9] = TimeCalibs[1];
        values[10] = TimeCalibs[2];
        values[11] = TimeCalibs[3];
        RegisterArray.RequireCount("SynapseQuad.amp_calibs", AmpCalibs, 4);
        values[12] = AmpCalibs[0];
        values[13] = AmpCalibs[1];
        values[14] = AmpCalibs[2];
        values[15] = AmpCalibs[3];
    }

    /// <summary>Same field values.</summary>
    public bool Equals(SynapseQuad? other) => RegisterAccess.SameFields<SynapseQuad, SynapseQuadAddress>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<SynapseQuad, SynapseQuadAddress>(this);
}
