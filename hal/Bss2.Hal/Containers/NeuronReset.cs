using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Triggers the reset of one neuron.</summary>
/// <remarks>Source: haldls neuron.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record NeuronReset : IOmnibusWritable<NeuronReset, NeuronBackend>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("NeuronReset", 1, []);

    /// <inheritdoc/>
    public static void GetAddresses(NeuronBackend coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0012_2000u + 0x8000u * (uint)coordinate.Block + 4u * (uint)coordinate.IndexInBlock;
    }

    /// <inheritdoc/>
    public static NeuronReset FromFields(ReadOnlySpan<long> values) => new()
    {
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
    }
}
