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

    private readonly SpikeLedgerStage _toCrossbar = new("host to crossbar", "lost before the crossbar"),
        _fromNeurons = new("neurons to crossbar", "event output was full"),
        _toBuses = new("crossbar to PADI buses, copies", "inputs dropped at a busy output", "neuron spikes dropped at a busy output"),
        _onBuses = new("PADI buses (their queues have no counter)", "met a queue that may have been full"),
        _toHost = new("crossbar to host", "dropped at a busy output"), _onLink = new("chip to FPGA", "lost on the link"),
        _record = new("host record", "outside a window", "of a sample that ran again", "of no neuron");

    private readonly ChipPlacement _placement;
    private readonly CounterReadings _counters;
    private readonly SpikeLedger _ledger;
    private readonly int[][] _neuronsOfL2, _outputsOfLane;
    private readonly long[] _sent = new long[PadiBus.Count], _recordedByL2 = new long[L2Outputs];
    private readonly long[] _recorded, _fired, _arrived;
    private readonly long[] _lostBefore = new long[L2Outputs], _link = new long[L2Outputs], _missing = new long[PadiOutputs];
    private bool _arrivalsKnown;

    /// <summary>Empty books.</summary>
    /// <param name="placement">Where the network lies.</param>
    public SpikeBooks(ChipPlacement placement)
    {
        (_placement, _counters) = (placement, new(placement.NeuronCount));
        (_recorded, _fired, _arrived) = (new long[placement.NeuronCount], new long[placement.NeuronCount], new long[placement.NeuronCount]);
        _neuronsOfL2 = [.. Enumerable.Range(0, L2Outputs).Select(l2 => Enumerable.Range(0, placement.NeuronCount)
            .Where(n => placement.Backends[n].Neuron.EventOutput.Value % L2Outputs == l2).ToArray())];
        _outputsOfLane = [.. Enumerable.Range(0, PadiBus.Count).Select(lane => Enumerable.Range(0, PadiOutputs)
            .Where(output => placement.IsOpen(new(FirstLane + lane), new(output))).ToArray())];
        _ledger = new(_toCrossbar, _fromNeurons, _toBuses, _onBuses, _toHost, _onLink, _record);
    }

    /// <summary>Does the sums.</summary>
    /// <param name="program">The program.</param>
    /// <param name="result">What came back.</param>
    /// <returns>Whether nothing was lost on any way that can be counted.</returns>
    public bool Take(BatchProgram program, PlaybackResult result)
    {
        _counters.Take(result);
        CountSpikes(program, result);
        for (int n = 0; n < _fired.Length; n++)
        {
            _fired[n] = _arrived[n] = _counters.Fired(n, _recorded[n]);
        }
        _arrivalsKnown = true;
        for (int l2 = 0; l2 < L2Outputs; l2++)
        {
            _arrivalsKnown &= Arrivals(l2);
        }
        _record.Set(0, 0, true, 0, 0, 0);
        SetStages(0);
        return _ledger.LostNothing;
    }

    /// <summary>The account, valid until the next one is taken.</summary>
    /// <param name="backlogged">Events that met a PADI queue which may have been full.</param>
    /// <param name="record">The host's own sorting.</param>
    public SpikeLedger Close(long backlogged, SampleSorter record)
    {
        SetStages(backlogged);
        _record.Set(_recordedByL2.Sum(), record.Kept, true, record.Outside, record.Repeated, record.Foreign);
        return _ledger;
    }

    private void CountSpikes(BatchProgram program, PlaybackResult result)
    {
        Array.Clear(_sent);
        Array.Clear(_recordedByL2);
        Array.Clear(_recorded);
        foreach (SentSpike spike in program.Sent)
        {
            _sent[_placement.InputLabel(spike.Channel).Spl1Address]++;
        }
        foreach (ref readonly SpikeEvent spike in result.SpikeSpan)
        {
            _recordedByL2[spike.Label.Spl1Address]++;
            if (_placement.Index(spike.Label) is { } index)
            {
                _recorded[index]++;
            }
        }
    }

    private void SetStages(long backlogged)
    {
        long toL2 = Sum(_counters.Events[PadiOutputs..]), neuronDrops = Sum(_counters.Drops[..FirstLane]);
        long sent = Sum(_sent), received = Sum(_recordedByL2), passed = Sum(_counters.Events[..PadiOutputs]);
        (long lostLabels, bool labelsKnown, long expected, long laneDrops, long neuronLosses) = Padi();
        _toCrossbar.Set(sent, sent - lostLabels, labelsKnown, lostLabels);
        _fromNeurons.Set(Sum(_fired), toL2 + neuronDrops, true, Positive(_lostBefore));
        _toBuses.Set(expected, passed, _arrivalsKnown, laneDrops, neuronLosses);
        _onBuses.Set(passed, passed - backlogged, false, backlogged);
        _toHost.Set(toL2 + neuronDrops, toL2, true, neuronDrops);
        _onLink.Set(toL2, received, true, Positive(_link));
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (long count in counts)
        {
            sum += count;
        }
        return sum;
    }

    // A loss below zero is no loss but an error of the books: it stays out, and the stage does not balance.
    private static long Positive(ReadOnlySpan<long> losses)
    {
        long sum = 0;
        foreach (long loss in losses)
        {
            sum += Math.Max(0, loss);
        }
        return sum;
    }

    // Losses on the way to an L2 output, and which neurons' spikes reached the crossbar; false if that cannot be told.
    private bool Arrivals(int l2)
    {
        long dropped = _counters.Drops[l2] + _counters.Drops[l2 + L2Outputs], passed = _counters.Events[PadiOutputs + l2], fired = 0;
        foreach (int n in _neuronsOfL2[l2])
        {
            fired += _fired[n];
        }
        _lostBefore[l2] = fired - passed - dropped;
        _link[l2] = passed - _recordedByL2[l2];
        if (_lostBefore[l2] == 0)
        {
            return true;
        }
        foreach (int n in _neuronsOfL2[l2])
        {
            _arrived[n] = _recorded[n];
        }
        return dropped == 0 && _link[l2] == 0;
    }

    private (long LostLabels, bool LabelsKnown, long Expected, long LaneDrops, long NeuronLosses) Padi()
    {
        long copies = 0, missing = 0, laneDrops = Sum(_counters.Drops.Slice(FirstLane, PadiBus.Count));
        for (int output = 0; output < PadiOutputs; output++)
        {
            long should = Expected(output);
            _missing[output] = should - _counters.Events[output];
            copies += should;
            missing += _missing[output];
        }
        long lostLabels = 0, lostCopies = 0;
        bool known = true;
        for (int lane = 0; missing != laneDrops && lane < PadiBus.Count; lane++)
        {
            int[] outputs = _outputsOfLane[lane];
            int alone = Array.FindIndex(outputs, output => !_placement.HearsNeurons(new(output)));
            bool told = alone >= 0 && _counters.Drops[FirstLane + lane] == 0;
            // A label that never reached the crossbar is missing at all its outputs alike; where neurons come too, theirs may be missing.
            if (told)
            {
                lostLabels += _missing[outputs[alone]];
                lostCopies += _missing[outputs[alone]] * outputs.Length;
            }
            known &= outputs.Length == 0 || told;
        }
        return (lostLabels, known, copies - lostCopies, laneDrops, Positive(_missing) - laneDrops - lostCopies);
    }

    // Copies that should have passed an output.
    private long Expected(int output)
    {
        long should = 0;
        for (int lane = 0; lane < PadiBus.Count; lane++)
        {
            should += Array.IndexOf(_outputsOfLane[lane], output) >= 0 ? _sent[lane] : 0;
        }
        for (int n = 0; n < _arrived.Length && _placement.HearsNeurons(new(output)); n++)
        {
            should += _placement.Reaches(n, new(output)) ? _arrived[n] : 0;
        }
        return should;
    }
}
