using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Labels of four synapses.</summary>
/// <remarks>Source: haldls synapse.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record SynapseLabelQuad :
    IOmnibusWritable<SynapseLabelQuad, SynapseQuadAddress>, IOmnibusReadable<SynapseLabelQuad, SynapseQuadAddress>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("SynapseLabelQuad", 1,
    [
        new("values[0]", 0, 63, 0, false, FieldCoding.Plain, [new(0, 24, 6)]),
        new("values[1]", 0, 63, 0, false, FieldCoding.Plain, [new(0, 16, 6)]),
        new("values[2]", 0, 63, 0, false, FieldCoding.Plain, [new(0, 8, 6)]),
        new("values[3]", 0, 63, 0, false, FieldCoding.Plain, [new(0, 0, 6)]),
    ]);

    /// <summary>values, 4 values of 0..63.</summary>
    public IReadOnlyList<int> Values { get; init; } = [0, 0, 0, 0];

    /// <inheritdoc/>
    public static void GetAddresses(SynapseQuadAddress coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x02C4_0000u + 0x0100_0000u * (uint)coordinate.Hemisphere.Value + 64u * (uint)coordinate.Row.Value
            + (uint)coordinate.QuadColumn.Value;
    }

    /// <inheritdoc/>
    public static SynapseLabelQuad FromFields(ReadOnlySpan<long> values) => new()
    {
        Values =
        [
            (int)values[0], (int)values[1], (int)values[2], (int)values[3],
        ],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.RequireCount("SynapseLabelQuad.values", Values, 4);
        values[0] = Values[0];
        values[1] = Values[1];
        values[2] = Values[2];
        values[3] = Values[3];
    }

    /// <summary>Same field values.</summary>
    public bool Equals(SynapseLabelQuad? other) => RegisterAccess.SameFields<SynapseLabelQuad, SynapseQuadAddress>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<SynapseLabelQuad, SynapseQuadAddress>(this);
}
