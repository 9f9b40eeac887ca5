using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Clears the spike counter of a neuron.</summary>
/// <remarks>Source: haldls neuron.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record SpikeCounterReset : IOmnibusWritable<SpikeCounterReset, NeuronBackend>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("SpikeCounterReset", 1, []);

    /// <inheritdoc/>
    public static void GetAddresses(NeuronBackend coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0012_2C00u + 0x8000u * (uint)coordinate.Block + 4u * (uint)coordinate.IndexInBlock;
    }

    /// <inheritdoc/>
    public static SpikeCounterReset FromFields(ReadOnlySpan<long> values) => new()
    {
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
    }
}
