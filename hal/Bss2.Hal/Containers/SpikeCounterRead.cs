using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Spike counter of a neuron.</summary>
/// <remarks>Source: haldls neuron.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record SpikeCounterRead : IOmnibusReadable<SpikeCounterRead, NeuronBackend>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("SpikeCounterRead", 1,
    [
        new("count", 0, 255, 0, false, FieldCoding.Plain, [new(0, 0, 8)]),
        new("overflow", 0, 1, 0, true, FieldCoding.Plain, [new(0, 8, 1)]),
    ]);

    /// <summary>count, 0..255.</summary>
    public int Count { get; init; }

    /// <summary>overflow.</summary>
    public bool Overflow { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(NeuronBackend coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0012_2800u + 0x8000u * (uint)coordinate.Block + 4u * (uint)coordinate.IndexInBlock;
    }

    /// <inheritdoc/>
    public static SpikeCounterRead FromFields(ReadOnlySpan<long> values) => new()
    {
        Count = (int)values[0],
        Overflow = values[1] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Count;
        values[1] = Overflow ? 1 : 0;
    }
}
