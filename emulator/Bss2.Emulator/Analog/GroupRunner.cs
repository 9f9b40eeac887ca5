using System.Numerics;

namespace Bss2.Emulator.Analog;

/// <summary>
/// Moves one group of lanes through a stretch: from each pulse, edge and end of a refractory period to the next, in steps as long as the
/// equations allow, and looks for firings where a membrane may have come near its level.
/// </summary>
internal sealed class GroupRunner(AnalogConfiguration configuration, ILaneCore core, LaneNoise noise, LaneInputs inputs, RefractoryState refractory)
{
    private const int Width = LaneGroups.Width;
    private const long Never = long.MaxValue;

    private LaneGroups _lanes = new([]);
    private double[] _threshold = [];
    private bool[] _canFire = [], _held = [];
    private long[] _nextEnd = [], _tightUntil = [];
    private SavedLane[] _saved = [];

    /// <summary>New lanes.</summary>
    public void Resize(LaneGroups lanes)
    {
        _lanes = lanes;
        core.Resize(lanes);
        _threshold = new double[lanes.Neurons.Length];
        (_canFire, _held) = (new bool[lanes.Neurons.Length], new bool[lanes.Neurons.Length]);
        (_nextEnd, _tightUntil) = (new long[lanes.Count], new long[lanes.Count]);
        _saved = new SavedLane[lanes.Neurons.Length];
        Array.Fill(_tightUntil, Never);
    }

    /// <summary>Sets a circuit.</summary>
    public void Set(int lane, in CircuitConstants circuit)
    {
        core.Set(lane, circuit);
        (_threshold[lane], _canFire[lane]) = (circuit.Threshold, circuit.CanFire);
    }

    /// <summary>Brings modes, levels and ends of a group up to date with the refractory state at a cycle.</summary>
    public void Refresh(int group, long cycle)
    {
        for (int lane = group * Width; lane < (group + 1) * Width; lane++)
        {
            if (_lanes.Neurons[lane] != LaneGroups.None)
            {
                SetMode(lane, cycle);
            }
        }
        _tightUntil[group] = Never;
        FindNextEnd(group, cycle + 1);
    }

    /// <summary>Runs a group.</summary>
    public void Run(int group, long start, long end, List<Firing> fired)
    {
        ReadOnlySpan<ActingPulse> pulses = inputs.Pulses(_lanes.HemisphereOf(group));
        int pulse = 0, edge = inputs.FirstEdge(group);
        long now = start;
        while (now < end)
        {
            for (; pulse < pulses.Length && pulses[pulse].Cycle <= now; pulse++)
            {
                core.Apply(group, pulses[pulse].Charge, pulses[pulse].NoiseKey);
            }
            for (; edge != LaneInputs.None && inputs.Edge(edge).Cycle <= now; edge = inputs.NextEdge(edge))
            {
                Apply(group, inputs.Edge(edge), now);
            }
            if (_nextEnd[group] <= now)
            {
                Refresh(group, now);
            }
            while (pulse < pulses.Length && !Acts(pulses[pulse].Charge, group))
            {
                pulse++;
            }
            long cut = Math.Min(Math.Min(end, now + core.StepLimit(group)), _nextEnd[group]);
            cut = pulse < pulses.Length ? Math.Min(cut, pulses[pulse].Cycle) : cut;
            cut = edge != LaneInputs.None ? Math.Min(cut, inputs.Edge(edge).Cycle) : cut;
            now += Move(group, now, (int)(cut - now), fired);
        }
    }

    /// <summary>Keeps a group's state for <see cref="Undo"/>.</summary>
    public void Save(int group)
    {
        core.Save(group);
        for (int lane = group * Width; lane < (group + 1) * Width; lane++)
        {
            int neuron = _lanes.Neurons[lane];
            if (neuron != LaneGroups.None)
            {
                _saved[lane] = new(_held[lane], refractory.Release(neuron), refractory.Counts(neuron), refractory.Comparator(neuron));
            }
        }
    }

    /// <summary>Back to the state at <see cref="Save"/>, which was at a cycle.</summary>
    public void Undo(int group, long cycle)
    {
        core.Undo(group);
        for (int lane = group * Width; lane < (group + 1) * Width; lane++)
        {
            if (_lanes.Neurons[lane] != LaneGroups.None)
            {
                SavedLane saved = _saved[lane];
                _held[lane] = saved.Held;
                refractory.Restore(_lanes.Neurons[lane], saved.Release, saved.Counts, saved.Comparator);
            }
        }
        Refresh(group, cycle);
    }

    private static bool Acts(LineCharge charge, int group) => charge.IsExcitatoryIn(group) || charge.IsInhibitoryIn(group);

    private int Move(int group, long now, int cycles, List<Firing> fired)
    {
        if (now + cycles > _tightUntil[group])
        {
            Loosen(group, now);
        }
        uint near = core.Step(group, cycles);
        if (near != 0)
        {
            int first = cycles;
            uint firing = 0;
            for (; near != 0; near &= near - 1)
            {
                int index = BitOperations.TrailingZeroCount(near), at = Search(group * Width + index, now, first);
                firing = at == 0 ? firing : at < first ? 1u << index : firing | 1u << index;
                first = at == 0 ? first : at;
            }
            if (firing != 0)
            {
                if (first < cycles)
                {
                    core.Step(group, first);
                }
                core.Commit(group);
                Fire(group, now + first, firing, fired);
                return first;
            }
        }
        core.Commit(group);
        return cycles;
    }

    // First cycle of the proposed step, up to a last one, at which a lane fires; 0 if it does not.
    private int Search(int lane, long now, int last)
    {
        double level = _threshold[lane] + refractory.Comparator(_lanes.Neurons[lane]), ceiling = core.Ceiling(lane), lowest = 0;
        long origin = noise.Enabled ? refractory.SyncCycle : now, block = 0;
        for (int from = 0; from < last;)
        {
            (block, long phase) = Math.DivRem(now + from - origin, MembraneNoise.BlockCycles);
            int to = (int)Math.Min(last, from + MembraneNoise.BlockCycles - phase);
            ReadOnlySpan<float> points = noise.Block(lane, block);
            // A cycle is compared at its end with the level that held in it, so a block has the cycles after its first one up to its last.
            double here = level + noise.LevelNoise(lane, block);
            lowest = here - noise.Highest(lane);
            if (ceiling > lowest)
            {
                int at = core.FirstCrossing(lane, new() { From = from, To = to, Level = here, Noise = points, Phase = (int)phase - from });
                if (at > 0)
                {
                    return at;
                }
            }
            from = to;
        }
        if (noise.Enabled)
        {
            // The block's noise is known now: nothing to look for in its rest below this.
            core.SetScreen(lane, lowest);
            _tightUntil[lane / Width] = origin + (block + 1) * MembraneNoise.BlockCycles;
        }
        return 0;
    }

    private void Fire(int group, long cycle, uint firing, List<Firing> fired)
    {
        for (; firing != 0; firing &= firing - 1)
        {
            int lane = group * Width + BitOperations.TrailingZeroCount(firing), neuron = _lanes.Neurons[lane];
            fired.Add(new(cycle, neuron));
            (long release, long counts) = configuration.Refractory.After(neuron, cycle);
            BeginReset(lane, cycle, release, counts);
        }
        FindNextEnd(group, cycle);
    }

    private void Apply(int group, in BackendEdge edge, long now)
    {
        int lane = _lanes.LaneOf(edge.Neuron);
        if (edge.Kind == BackendEdgeKind.ResetBegin)
        {
            BeginReset(lane, now, edge.ReleaseCycle, edge.CountsCycle);
        }
        else
        {
            refractory.Retime(edge.Neuron, edge.ReleaseCycle, edge.CountsCycle);
            SetMode(lane, now);
        }
        FindNextEnd(group, now);
    }

    private void BeginReset(int lane, long cycle, long release, long counts)
    {
        refractory.Begin(_lanes.Neurons[lane], cycle, release, counts);
        core.Forget(lane);
        SetMode(lane, cycle);
    }

    private void SetMode(int lane, long cycle)
    {
        int neuron = _lanes.Neurons[lane];
        bool held = refractory.Release(neuron) > cycle;
        if (held != _held[lane])
        {
            _held[lane] = held;
            core.SetReset(lane, held);
        }
        SetScreen(lane, cycle);
    }

    private void SetScreen(int lane, long cycle)
    {
        int neuron = _lanes.Neurons[lane];
        bool counts = _canFire[lane] && refractory.Counts(neuron) <= cycle;
        core.SetScreen(lane, counts ? _threshold[lane] + refractory.Comparator(neuron) + noise.Drift(lane) - noise.Bound : double.PositiveInfinity);
    }

    private void Loosen(int group, long cycle)
    {
        _tightUntil[group] = Never;
        for (int lane = group * Width; lane < (group + 1) * Width; lane++)
        {
            if (_lanes.Neurons[lane] != LaneGroups.None)
            {
                SetScreen(lane, cycle);
            }
        }
    }

    // First end of a reset or blindness from a cycle on: one that coincides with a firing is still to be seen to.
    private void FindNextEnd(int group, long from)
    {
        long next = Never;
        for (int lane = group * Width; lane < (group + 1) * Width; lane++)
        {
            int neuron = _lanes.Neurons[lane];
            if (neuron != LaneGroups.None)
            {
                next = refractory.Release(neuron) >= from ? Math.Min(next, refractory.Release(neuron)) : next;
                next = refractory.Counts(neuron) >= from ? Math.Min(next, refractory.Counts(neuron)) : next;
            }
        }
        _nextEnd[group] = next;
    }

    private readonly record struct SavedLane(bool Held, long Release, long Counts, double Comparator);
}
