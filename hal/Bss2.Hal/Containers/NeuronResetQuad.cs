using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Triggers the reset of four neurons.</summary>
/// <remarks>Source: haldls v3/neuron.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record NeuronResetQuad : IOmnibusWritable<NeuronResetQuad, ColumnQuad>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("NeuronResetQuad", 1, []);

    /// <inheritdoc/>
    public static void GetAddresses(ColumnQuad coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x02C9_4000u + 0x0100_0000u * (uint)coordinate.Hemisphere.Value + (uint)coordinate.QuadColumn.Value;
    }

    /// <inheritdoc/>
    public static NeuronResetQuad FromFields(ReadOnlySpan<long> values) => new()
    {
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
    }
}
