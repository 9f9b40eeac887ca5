using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;

namespace Bss2.Runtime.Batches;

/// <summary>Counters that a program reads at one moment.</summary>
/// <param name="Drops">Per crossbar input, 16 bits.</param>
/// <param name="Events">Per crossbar output, 24 bits.</param>
/// <param name="Spikes">Per neuron in use, 8 bits and overflow; may be empty.</param>
internal sealed record CounterTickets(
    IReadOnlyList<Ticket<CrossbarInputDropCounter>> Drops,
    IReadOnlyList<Ticket<CrossbarOutputEventCounter>> Events,
    IReadOnlyList<Ticket<SpikeCounterRead>> Spikes)
{
    /// <summary>Reads that <see cref="OfCrossbar"/> asks for.</summary>
    public const int Count = CrossbarInput.Count + CrossbarOutput.Count;

    /// <summary>Nothing read.</summary>
    public static CounterTickets None { get; } = new([], [], []);

    /// <summary>Appends reads of the crossbar's counters.</summary>
    public static CounterTickets OfCrossbar(PlaybackProgramBuilder builder) => OfCrossbarAndNeurons(builder, []);

    /// <summary>Appends reads of the crossbar's counters and of spike counters.</summary>
    public static CounterTickets OfCrossbarAndNeurons(PlaybackProgramBuilder builder, IReadOnlyList<NeuronBackend> backends) => new(
        [.. Enumerable.Range(0, CrossbarInput.Count).Select(i => builder.Read<CrossbarInputDropCounter, CrossbarInput>(new(i)))],
        [.. Enumerable.Range(0, CrossbarOutput.Count).Select(i => builder.Read<CrossbarOutputEventCounter, CrossbarOutput>(new(i)))],
        [.. backends.Select(backend => builder.Read<SpikeCounterRead, NeuronBackend>(backend))]);
}
