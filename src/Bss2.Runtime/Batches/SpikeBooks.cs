using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Network;
using Bss2.Runtime.Placement;
using Bss2.Spikes;

namespace Bss2.Runtime.Batches;

/// <summary>The account of one program's spikes, from what a host can read: spikes, labels sent, counters of crossbar and neurons.</summary>
/// <remarks>
/// Neurons count their spikes; crossbar outputs count what passes; crossbar inputs count drops, of neuron events at the outputs to the
/// host alone, of labels from the host at every output. Each loss follows from two of these:
/// <list type="bullet">
/// <item>event output: fired − (passed to the host + dropped there);</item>
/// <item>link: passed to the host − received;</item>
/// <item>PADI outputs: copies that should have passed − copies that did.</item>
/// </list>
/// A queue before a PADI bus has no counter: <see cref="PadiBacklog"/> says when one may have run over.
/// </remarks>
internal sealed class SpikeBooks
{
    private const int PadiOutputs = Hemisphere.Count * PadiBus.Count, L2Outputs = 4, FirstLane = NeuronEventOutput.Count;

    private readonly ChipPlacement _placement;
    private readonly CounterReadings _counters;
    private readonly long[] _sent = new long[PadiBus.Count], _recordedByL2 = new long[L2Outputs];
    private readonly long[] _recorded, _fired, _arrived;
    private readonly long[] _lostBefore = new long[L2Outputs], _link = new long[L2Outputs];
    private readonly bool _arrivalsKnown = true;

    /// <summary>Does the sums.</summary>
    /// <param name="placement">Where the network lies.</param>
    /// <param name="program">The program.</param>
    /// <param name="result">What came back.</param>
    public SpikeBooks(ChipPlacement placement, BatchProgram program, PlaybackResult result)
    {
        (_placement, _counters) = (placement, new(program, result));
        foreach (SentSpike spike in program.Sent)
        {
            _sent[placement.InputLabel(spike.Channel).Spl1Address]++;
        }
        _recorded = new long[placement.NeuronCount];
        foreach (SpikeEvent spike in result.Spikes)
        {
            _recordedByL2[spike.Label.Spl1Address]++;
            if (placement.Index(spike.Label) is { } index)
            {
                _recorded[index]++;
            }
        }
        _fired = [.. _recorded.Select((count, n) => _counters.Fired(n, count))];
        _arrived = (long[])_fired.Clone();
        for (int l2 = 0; l2 < L2Outputs; l2++)
        {
            _arrivalsKnown &= Arrivals(l2);
        }
    }

    /// <summary>Whether nothing was lost on any way that can be counted.</summary>
    public bool NothingLost => Stages(0).All(stage => stage.Balances && stage.Losses.All(loss => loss.Value == 0));

    /// <summary>The stages, all but the host's own sorting.</summary>
    /// <param name="backlogged">Events that met a PADI queue which may have been full.</param>
    public IReadOnlyList<SpikeLedgerStage> Stages(long backlogged)
    {
        long toL2 = _counters.Events.Skip(PadiOutputs).Sum(), neuronDrops = _counters.Drops.Take(FirstLane).Sum();
        long sent = _sent.Sum(), received = _recordedByL2.Sum(), passed = _counters.Events.Take(PadiOutputs).Sum();
        (long lostLabels, bool labelsKnown, long expected, long laneDrops, long neuronLosses) = Padi();
        return
        [
            Stage("host to crossbar", sent, sent - lostLabels, labelsKnown, ("lost before the crossbar", lostLabels)),
            Stage("neurons to crossbar", _fired.Sum(), toL2 + neuronDrops, true, ("event output was full", Positive(_lostBefore))),
            Stage("crossbar to PADI buses, copies", expected, passed, _arrivalsKnown,
                ("inputs dropped at a busy output", laneDrops), ("neuron spikes dropped at a busy output", neuronLosses)),
            Stage("PADI buses (their queues have no counter)", passed, passed - backlogged, false, ("met a queue that may have been full", backlogged)),
            Stage("crossbar to host", toL2 + neuronDrops, toL2, true, ("dropped at a busy output", neuronDrops)),
            Stage("chip to FPGA", toL2, received, true, ("lost on the link", Positive(_link))),
        ];
    }

    private static SpikeLedgerStage Stage(string name, long into, long delivered, bool visible, params (string Name, long Count)[] losses) =>
        new(name, into, delivered, [.. losses.Select(loss => KeyValuePair.Create(loss.Name, Math.Max(0, loss.Count)))], visible);

    // A loss below zero is no loss but an error of the books: it stays out, and the stage does not balance.
    private static long Positive(long[] losses) => losses.Sum(loss => Math.Max(0, loss));

    // Losses on the way to an L2 output, and which neurons' spikes reached the crossbar; false if that cannot be told.
    private bool Arrivals(int l2)
    {
        int[] neurons = [.. Enumerable.Range(0, _fired.Length).Where(n => _placement.Backends[n].Neuron.EventOutput.Value % L2Outputs == l2)];
        long dropped = _counters.Drops[l2] + _counters.Drops[l2 + L2Outputs], passed = _counters.Events[PadiOutputs + l2];
        _lostBefore[l2] = neurons.Sum(n => _fired[n]) - passed - dropped;
        _link[l2] = passed - _recordedByL2[l2];
        if (_lostBefore[l2] == 0)
        {
            return true;
        }
        foreach (int n in neurons)
        {
            _arrived[n] = _recorded[n];
        }
        return dropped == 0 && _link[l2] == 0;
    }

    private (long LostLabels, bool LabelsKnown, long Expected, long LaneDrops, long NeuronLosses) Padi()
    {
        long copies = 0, missing = 0, laneDrops = _counters.Drops.Skip(FirstLane).Take(PadiBus.Count).Sum();
        var missingAt = new long[PadiOutputs];
        for (int output = 0; output < PadiOutputs; output++)
        {
            long should = 0;
            for (int lane = 0; lane < PadiBus.Count; lane++)
            {
                should += _placement.IsOpen(new(FirstLane + lane), new(output)) ? _sent[lane] : 0;
            }
            for (int n = 0; n < _arrived.Length; n++)
            {
                should += _placement.Reaches(n, new(output)) ? _arrived[n] : 0;
            }
            missingAt[output] = should - _counters.Events[output];
            copies += should;
            missing += missingAt[output];
        }
        long lostLabels = 0, lostCopies = 0;
        bool known = true;
        for (int lane = 0; missing != laneDrops && lane < PadiBus.Count; lane++)
        {
            int[] outputs = [.. Enumerable.Range(0, PadiOutputs).Where(output => _placement.IsOpen(new(FirstLane + lane), new(output)))];
            int[] alone = [.. outputs.Where(output => !_placement.HearsNeurons(new(output)))];
            // A label that never reached the crossbar is missing at all its outputs alike; where neurons come too, theirs may be missing.
            if (alone.Length > 0 && _counters.Drops[FirstLane + lane] == 0)
            {
                lostLabels += missingAt[alone[0]];
                lostCopies += missingAt[alone[0]] * outputs.Length;
            }
            known &= outputs.Length == 0 || (alone.Length > 0 && _counters.Drops[FirstLane + lane] == 0);
        }
        return (lostLabels, known, copies - lostCopies, laneDrops, Positive(missingAt) - laneDrops - lostCopies);
    }
}
