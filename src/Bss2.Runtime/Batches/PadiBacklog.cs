using System.Runtime.InteropServices;
using Bss2.Hal.Coordinates;
using Bss2.Runtime.Placement;
using Bss2.Spikes;

namespace Bss2.Runtime.Batches;

/// <summary>
/// How many events wait before a PADI bus, worked out from what was sent and what came back: the queues there lose events without a count.
/// </summary>
/// <remarks>
/// A bus takes an event every 8 ns (analog-core 2.6); inputs alone cannot come faster. The depth of the queue is not published; it is
/// assumed to hold more than <see cref="MostWaiting"/>. Latencies are the emulator's; they matter only where inputs and spikes meet.
/// </remarks>
internal sealed class PadiBacklog(ChipPlacement placement)
{
    /// <summary>Events that may wait without being taken for lost.</summary>
    public const int MostWaiting = 24;

    // Chip cycles of 4 ns: spacing on a bus; from an instruction to the bus; from a spike's stamp to the bus.
    private const int Spacing = 2, InputLag = 10, SpikeLag = 15;

    private readonly List<long> _arrivals = [], _overflows = [];

    /// <summary>Times (8 ns of system time) at which an event met a queue that may have been full; valid until the next call.</summary>
    /// <param name="program">What was sent.</param>
    /// <param name="starts">Window starts of the samples that ran, system time.</param>
    /// <param name="spikes">What came back.</param>
    public ReadOnlySpan<long> Overflows(BatchProgram program, ReadOnlySpan<long> starts, ReadOnlySpan<SpikeEvent> spikes)
    {
        _overflows.Clear();
        for (int output = 0; output < Hemisphere.Count * PadiBus.Count; output++)
        {
            if (!placement.HearsNeurons(new(output)))
            {
                continue;
            }
            _arrivals.Clear();
            foreach (ref readonly SpikeEvent spike in spikes)
            {
                if (placement.Index(spike.Label) is { } neuron && placement.Reaches(neuron, new(output)))
                {
                    _arrivals.Add(2 * (long)spike.ChipTime.Cycles + SpikeLag);
                }
            }
            foreach (SentSpike spike in program.Sent)
            {
                var lane = new CrossbarInput(NeuronEventOutput.Count + placement.InputLabel(spike.Channel).Spl1Address);
                if (placement.IsOpen(lane, new(output)))
                {
                    _arrivals.Add(2 * (starts[spike.Sample - program.Piece.FirstRun] + spike.Cycle) + InputLag);
                }
            }
            Find(_arrivals, _overflows);
        }
        return CollectionsMarshal.AsSpan(_overflows);
    }

    /// <summary>Adds the times (8 ns) at which more events wait than may.</summary>
    /// <param name="arrivals">Chip cycles, in any order; sorted on return.</param>
    /// <param name="overflows">Receives the times.</param>
    public static void Find(List<long> arrivals, List<long> overflows)
    {
        arrivals.Sort();
        long free = long.MinValue;
        foreach (long at in arrivals)
        {
            free = Math.Max(free, at);
            if (free - at > Spacing * MostWaiting)
            {
                overflows.Add(at / 2);
                continue;
            }
            free += Spacing;
        }
    }
}
