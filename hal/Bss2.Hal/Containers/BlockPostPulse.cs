using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Post pulse for all neurons of a block.</summary>
/// <remarks>Source: haldls neuron.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record BlockPostPulse : IOmnibusWritable<BlockPostPulse, NeuronBackendBlock>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("BlockPostPulse", 1, []);

    /// <inheritdoc/>
    public static void GetAddresses(NeuronBackendBlock coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0012_2400u + 0x8000u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static BlockPostPulse FromFields(ReadOnlySpan<long> values) => new()
    {
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
    }
}
