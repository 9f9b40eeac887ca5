using System.Runtime.InteropServices;

namespace Bss2.Emulator.Analog;

/// <summary>
/// Plain circuits in groups of eight lanes, from event to event: between two moments at which anything happens to a group it moves in as
/// few steps as its equations need, and noise is looked at only where a membrane comes near its level.
/// </summary>
/// <remarks>
/// Groups meet only through pulses. As long as no firing can come back as a pulse, each runs through the whole stretch by itself; else no
/// group goes further than the first firing of any plus the shortest way back, and groups that did are taken back and run again.
/// </remarks>
internal sealed class LaneEngine : IAnalogEngine
{
    // While CapMem cells settle, constants follow every 0.1 ms.
    private const int RefreshCycles = 25_000;

    // Groups that a thread takes at a time.
    private const int GroupsInShare = 2;

    // Room that keeps the lists of threads on cache lines of their own.
    private const int FiringsApart = 1024;

    // Cycles from which on a second thread is worth waking.
    private const int WorthSharing = 5_000;

    private readonly AnalogConfiguration _configuration;
    private readonly CircuitDerivation _derivation;
    private readonly TemporalNoise _temporal;
    private readonly CircuitKinds _kinds;
    private readonly ILaneCore _core;
    private readonly LaneNoise _noise;
    private readonly LaneInputs _inputs;
    private readonly RefractoryState _refractory;
    private readonly GroupRunner _runner;
    private readonly FiringOrder _order = new();
    private readonly GroupWorkers _workers;
    private readonly List<Firing>[] _parts;
    private readonly Action<int> _part;
    private (int First, int After, long Start, long End) _share;
    private int _taken, _fromStart, _fromEnd;
    private LaneGroups _lanes = new([]);
    private long[] _reached = [];
    private int _version = -1;
    private long _derivedAt, _syncTime, _now;

    // First cycle that groups have not gone through: where nothing happens and nothing can fire they wait for the next stretch.
    private long _integrated;

    public LaneEngine(EmulatorOptions options, AnalogConfiguration configuration, CircuitKinds kinds)
    {
        _kinds = kinds;
        _configuration = configuration;
        _derivation = new(configuration, Die.Of(options.Die));
        _temporal = new(options);
        _noise = new(_temporal, _derivation);
        _inputs = new(configuration, _derivation, _temporal);
        _refractory = new(_temporal);
        _refractory.Synchronise(0);
        _core = options.Core == CoreModel.Linear ? new LinearCore() : new CircuitCore();
        _runner = new(configuration, _core, _noise, _inputs, _refractory);
        _workers = new(Math.Max(1, options.Threads));
        _parts = [.. Enumerable.Range(0, _workers.Count).Select(_ => new List<Firing>(FiringsApart))];
        _part = part => RunShares(part, _parts[part]);
    }

    public bool RunsAhead => true;

    public void Dispose() => _workers.Dispose();

    public long SystemTimeOffset => _syncTime - _refractory.SyncCycle;

    public void SynchroniseSystemTime(long cycle, long systemTime)
    {
        CatchUp();
        _syncTime = systemTime;
        _temporal.Synchronise(systemTime);
        _refractory.Synchronise(cycle);
        _noise.Reset(_lanes.Neurons);
        RefreshAll(cycle);
    }

    public double MembraneVolts(int neuron)
    {
        CatchUp();
        return _lanes.LaneOf(neuron) is var lane && lane == LaneGroups.None ? 0 : _core.Membrane(lane);
    }

    public double MembraneNoiseVolts(int neuron) =>
        _lanes.LaneOf(neuron) == LaneGroups.None ? 0 : _temporal.Membrane(neuron, _now - _refractory.SyncCycle);

    public double AdaptationAmperes(int neuron) => 0;

    public double LineDropVolts(int neuron, bool excitatory)
    {
        CatchUp();
        return _lanes.LaneOf(neuron) is var lane && lane == LaneGroups.None ? 0 : _core.Drop(lane, excitatory);
    }

    public void MoveRefractoryEnds(int side) => _refractory.MoveEnds(side, _configuration.Refractory);

    public long Advance(in Stretch stretch, List<Firing> fired)
    {
        Derive(stretch.Start);
        long end = stretch.End, refresh = _derivedAt + RefreshCycles;
        if (end > refresh && end - stretch.Start > Stretch.AlwaysWhole && IsSettling(_derivedAt))
        {
            end = Math.Max(refresh, stretch.Start + 1);
        }
        if (stretch.Hemisphere is null && stretch.Pulses.IsEmpty && stretch.Resets.IsEmpty && !CouldFire(end))
        {
            return _now = end;
        }
        if (stretch.Hemisphere is not null || (!stretch.Resets.IsEmpty && stretch.Resets[0].Cycle < stretch.Start))
        {
            CatchUp();
        }
        _inputs.Prepare(stretch, end, _lanes, _refractory);
        int before = fired.Count;
        (int first, int after) = _lanes.Range(stretch.Hemisphere);
        long start = stretch.Hemisphere is null ? Math.Min(_integrated, stretch.Start) : stretch.Start;
        if (end - stretch.Start <= stretch.FeedbackCycles)
        {
            RunApart(first, after, start, end, fired);
        }
        else
        {
            end = RunTogether(first, after, start, end, stretch.FeedbackCycles, fired);
        }
        if (fired.Count - before > 1)
        {
            _order.Sort(CollectionsMarshal.AsSpan(fired)[before..]);
        }
        return _now = _integrated = end;
    }

    /// <summary>What a circuit carries now.</summary>
    public CircuitState State(int neuron)
    {
        CatchUp();
        int lane = _lanes.LaneOf(neuron);
        return lane == LaneGroups.None ? default : new()
        {
            Membrane = _core.Membrane(lane),
            DropExcitatory = _core.Drop(lane, true),
            DropInhibitory = _core.Drop(lane, false),
            ReleaseCycle = _refractory.Release(neuron),
            CountsCycle = _refractory.Counts(neuron),
            ComparatorNoise = _refractory.Comparator(neuron),
        };
    }

    /// <summary>Goes on from what a circuit carried in another engine; after <see cref="Derive"/>.</summary>
    public void Restore(int neuron, in CircuitState state)
    {
        CatchUp();
        int lane = _lanes.LaneOf(neuron);
        _refractory.Restore(neuron, state.ReleaseCycle, state.CountsCycle, state.ComparatorNoise);
        _core.Restore(lane, state.Membrane, state.DropExcitatory, state.DropInhibitory);
        _runner.Refresh(lane / LaneGroups.Width, _derivedAt);
    }

    /// <summary>Brings constants and lanes up to date with the configuration.</summary>
    public void Derive(long cycle)
    {
        bool rebuilt = _version != _configuration.CircuitVersion;
        if (!rebuilt && !(cycle - _derivedAt >= RefreshCycles && IsSettling(_derivedAt)))
        {
            return;
        }
        CatchUp();
        (_version, _derivedAt) = (_configuration.CircuitVersion, cycle);
        int[] neurons = rebuilt ? [.. Enumerable.Range(0, AnalogConfiguration.Neurons).Where(n => _derivation.IsTaken(n, _kinds))] : [];
        CircuitState?[] carried = [];
        if (rebuilt && !neurons.SequenceEqual(_lanes.Neurons.Where(n => n != LaneGroups.None)))
        {
            carried = [.. neurons.Select(n => _lanes.LaneOf(n) == LaneGroups.None ? (CircuitState?)null : State(n))];
            _lanes = new(neurons);
            _reached = new long[_lanes.Count];
            _runner.Resize(_lanes);
            _noise.Reset(_lanes.Neurons);
            _inputs.SetLanes(_lanes);
        }
        _inputs.Forget(_lanes);
        for (int lane = 0; lane < _lanes.Neurons.Length; lane++)
        {
            if (_lanes.Neurons[lane] != LaneGroups.None)
            {
                _runner.Set(lane, _derivation.Circuit(_lanes.Neurons[lane], cycle));
            }
        }
        for (int k = 0; k < carried.Length; k++)
        {
            int lane = _lanes.LaneOf(neurons[k]);
            CircuitState from = carried[k] ?? new() { Membrane = _derivation.Circuit(neurons[k], cycle).Leak };
            _core.Restore(lane, from.Membrane, from.DropExcitatory, from.DropInhibitory);
        }
        RefreshAll(cycle);
    }

    private bool CouldFire(long end)
    {
        int group = 0;
        while (group < _lanes.Count && !_runner.CouldFire(group, end))
        {
            group++;
        }
        return group < _lanes.Count;
    }

    // Groups go up to the end of the last stretch; nothing has happened since they stopped.
    private void CatchUp()
    {
        if (_integrated < _now)
        {
            _inputs.Clear();
            for (int group = 0; group < _lanes.Count; group++)
            {
                _runner.Run(group, group + 1, _integrated, _now, _parts[0]);
            }
        }
        _integrated = _now;
    }

    private bool IsSettling(long cycle) => cycle - _configuration.LastCapMemWrite
        < (long)(AnalogConfiguration.SettlingCycles * AnalogConfiguration.SettledAfter) + RefreshCycles;

    private void RefreshAll(long cycle)
    {
        for (int group = 0; group < _lanes.Count; group++)
        {
            _runner.Refresh(group, cycle);
        }
    }

    private void RunApart(int first, int after, long start, long end, List<Firing> fired)
    {
        (_share, _taken, _fromStart, _fromEnd) = ((first, after, start, end), 0, 0, 0);
        if (_workers.Count == 1 || after - first <= GroupsInShare || end - start < WorthSharing)
        {
            RunShares(0, fired);
            return;
        }
        _workers.Run(_part);
        foreach (List<Firing> part in _parts)
        {
            fired.AddRange(part);
            part.Clear();
        }
    }

    // Whoever is free takes the next groups, every other thread from the far end: threads that work side by side share no cache line. Firings
    // are sorted afterwards.
    private void RunShares(int part, List<Firing> fired)
    {
        (int first, int after, long start, long end) = _share;
        int shares = (after - first + GroupsInShare - 1) / GroupsInShare;
        while (Interlocked.Increment(ref _taken) <= shares)
        {
            int share = part % 2 == 0 ? Interlocked.Increment(ref _fromStart) - 1 : shares - Interlocked.Increment(ref _fromEnd);
            int group = first + share * GroupsInShare;
            _runner.Run(group, Math.Min(after, group + GroupsInShare), start, end, fired);
        }
    }

    // No group may go beyond the first firing of any and the shortest way back from it.
    private long RunTogether(int first, int after, long start, long end, long feedback, List<Firing> fired)
    {
        int before = fired.Count;
        long limit = end;
        for (int group = first; group < after; group++)
        {
            _runner.Save(group);
            int own = fired.Count;
            _runner.Run(group, group + 1, start, limit, fired);
            _reached[group] = limit;
            for (int k = own; k < fired.Count; k++)
            {
                limit = Math.Min(limit, fired[k].Cycle + feedback);
            }
        }
        for (int group = first; group < after; group++)
        {
            if (_reached[group] > limit)
            {
                for (int k = fired.Count - 1; k >= before; k--)
                {
                    if (_lanes.LaneOf(fired[k].Neuron) / LaneGroups.Width == group)
                    {
                        fired.RemoveAt(k);
                    }
                }
                _runner.Undo(group, start);
                _runner.Run(group, group + 1, start, limit, fired);
            }
        }
        return limit;
    }
}
