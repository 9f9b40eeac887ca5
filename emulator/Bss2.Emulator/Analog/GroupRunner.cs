using System.Numerics;

namespace Bss2.Emulator.Analog;

/// <summary>
/// Moves one group of lanes through a stretch, from pulse to pulse. In between each lane has its own time: it goes from reset to release and
/// on in steps as long as its equations allow, and is searched for a firing where its membrane may have come near its level.
/// </summary>
internal sealed class GroupRunner(AnalogConfiguration configuration, ILaneCore core, LaneNoise noise, LaneInputs inputs, RefractoryState refractory)
{
    private const int Width = LaneGroups.Width;

    // Cycles of an interval are exact in single precision.
    private const long LongestInterval = 1 << 20;

    private LaneGroups _lanes = new([]);
    private LaneClocks _clocks = new(new([]));
    private double[] _threshold = [];
    private bool[] _canFire = [], _held = [];
    private int[] _nextReset = [];
    private SavedLane[] _saved = [];

    /// <summary>New lanes.</summary>
    public void Resize(LaneGroups lanes)
    {
        _lanes = lanes;
        core.Resize(lanes);
        _clocks = new(lanes);
        int count = lanes.Neurons.Length;
        (_threshold, _canFire, _held, _nextReset, _saved) = (new double[count], new bool[count], new bool[count], new int[count], new SavedLane[count]);
        Array.Fill(_nextReset, LaneInputs.None);
    }

    /// <summary>Sets a circuit.</summary>
    public void Set(int lane, in CircuitConstants circuit)
    {
        core.Set(lane, circuit);
        (_threshold[lane], _canFire[lane]) = (circuit.Threshold, circuit.CanFire);
    }

    /// <summary>Brings modes and levels of a group up to date with the refractory state at a cycle.</summary>
    public void Refresh(int group, long cycle)
    {
        for (int lane = group * Width; lane < (group + 1) * Width; lane++)
        {
            if (_lanes.Neurons[lane] != LaneGroups.None)
            {
                SetMode(lane, cycle);
            }
        }
    }

    /// <summary>Runs a group through [start, end).</summary>
    public void Run(int group, long start, long end, List<Firing> fired)
    {
        ReadOnlySpan<ActingPulse> pulses = inputs.Pulses(_lanes.HemisphereOf(group));
        int pulse = 0, reset = inputs.FirstReset(group);
        for (long now = start, next; now < end; now = next)
        {
            for (; pulse < pulses.Length && pulses[pulse].Cycle <= now; pulse++)
            {
                core.Apply(group, pulses[pulse].Charge, pulses[pulse].NoiseKey);
            }
            while (pulse < pulses.Length && !Acts(pulses[pulse].Charge, group))
            {
                pulse++;
            }
            next = Math.Min(end, now + LongestInterval);
            next = pulse < pulses.Length ? Math.Min(next, pulses[pulse].Cycle) : next;
            reset = Begin(group, now, next, reset);
            while (Step(group, now, next, fired))
            {
            }
        }
    }

    /// <summary>Whether the comparator of any circuit of a group counts before a cycle, unless something happens to it.</summary>
    public bool CouldFire(int group, long end)
    {
        for (int lane = group * Width; lane < (group + 1) * Width; lane++)
        {
            if (_canFire[lane] && refractory.Counts(_lanes.Neurons[lane]) < end)
            {
                return true;
            }
        }
        return false;
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

    // All lanes at the beginning of an interval; returns the group's first reset after it.
    private int Begin(int group, long now, long next, int reset)
    {
        _clocks.Begin(group, (int)(next - now));
        for (; reset != LaneInputs.None && inputs.Reset(reset).Cycle < next; reset = inputs.NextReset(reset))
        {
            ref int first = ref _nextReset[_lanes.LaneOf(inputs.Reset(reset).Neuron)];
            first = first == LaneInputs.None ? reset : first;
        }
        for (int lane = group * Width; lane < (group + 1) * Width; lane++)
        {
            if (_held[lane] || _nextReset[lane] != LaneInputs.None)
            {
                Meet(lane, now, next);
            }
        }
        return reset;
    }

    // One step of all lanes that are not at the interval's end; false when all have come there.
    private bool Step(int group, long now, long next, List<Firing> fired)
    {
        int span = (int)(next - now), first = group * Width;
        uint firing = 0;
        for (uint near = core.Step(group, _clocks); near != 0; near &= near - 1)
        {
            int lane = first + BitOperations.TrailingZeroCount(near), cycles = core.Cycles(lane);
            int at = Search(lane, now + _clocks.Now(lane), cycles);
            if (at > 0)
            {
                firing |= 1u << lane - first;
                if (at < cycles)
                {
                    core.Cut(lane, at);
                }
            }
        }
        core.Commit(group, _clocks);
        for (; firing != 0; firing &= firing - 1)
        {
            int lane = first + BitOperations.TrailingZeroCount(firing), neuron = _lanes.Neurons[lane];
            long cycle = now + _clocks.Now(lane);
            fired.Add(new(cycle, neuron));
            (long release, long counts) = configuration.Refractory.After(neuron, cycle);
            BeginReset(lane, cycle, release, counts);
            Meet(lane, now, next);
        }
        uint ended = _clocks.Ended(group, span);
        for (uint stopped = _clocks.Stopped(group) & ~ended; stopped != 0; stopped &= stopped - 1)
        {
            Meet(first + BitOperations.TrailingZeroCount(stopped), now, next);
        }
        return ended != (1u << Width) - 1;
    }

    // What is due for a lane at its time, and where it stops next.
    private void Meet(int lane, long now, long next)
    {
        int neuron = _lanes.Neurons[lane];
        long cycle = now + _clocks.Now(lane), stop = next;
        ref int reset = ref _nextReset[lane];
        while (reset != LaneInputs.None && inputs.Reset(reset).Cycle <= cycle)
        {
            BeginReset(lane, cycle, inputs.Reset(reset).ReleaseCycle, inputs.Reset(reset).CountsCycle);
            do
            {
                reset = inputs.NextReset(reset);
            }
            while (reset != LaneInputs.None && inputs.Reset(reset).Neuron != neuron && inputs.Reset(reset).Cycle < next);
            reset = reset != LaneInputs.None && inputs.Reset(reset).Cycle < next ? reset : LaneInputs.None;
        }
        if (_held[lane] && refractory.Release(neuron) <= cycle)
        {
            SetMode(lane, cycle);
        }
        stop = _held[lane] ? Math.Min(stop, refractory.Release(neuron)) : stop;
        stop = reset != LaneInputs.None ? Math.Min(stop, inputs.Reset(reset).Cycle) : stop;
        _clocks.Stop(lane) = (int)(stop - now);
    }

    // First cycle of a lane's proposed step at which it fires; 0 if it does not.
    private int Search(int lane, long start, int last)
    {
        int neuron = _lanes.Neurons[lane], from = (int)Math.Clamp(refractory.Counts(neuron) - start, 0, last);
        double level = _threshold[lane] + refractory.Comparator(neuron);
        long origin = noise.Enabled ? refractory.SyncCycle : start;
        while (from < last)
        {
            (long block, long phase) = Math.DivRem(start + from - origin, MembraneNoise.BlockCycles);
            int to = (int)Math.Min(last, from + MembraneNoise.BlockCycles - phase);
            // A cycle is compared at its end with the level that held in it, so a block has the cycles after its first one up to its last.
            double here = level + noise.LevelNoise(lane, block), ceiling = core.Ceiling(lane, from, to);
            if (ceiling > here - noise.Most)
            {
                ReadOnlySpan<float> points = noise.Block(lane, block);
                if (ceiling > here - noise.Highest(lane))
                {
                    int at = core.FirstCrossing(lane, new() { From = from, To = to, Level = here, Noise = points, Phase = (int)phase - from });
                    if (at > 0)
                    {
                        return at;
                    }
                }
            }
            from = to;
        }
        return 0;
    }

    private void BeginReset(int lane, long cycle, long release, long counts)
    {
        refractory.Begin(_lanes.Neurons[lane], cycle, release, counts);
        core.Forget(lane);
        SetMode(lane, cycle);
    }

    private void SetMode(int lane, long cycle)
    {
        bool held = refractory.Release(_lanes.Neurons[lane]) > cycle;
        if (held != _held[lane])
        {
            _held[lane] = held;
            core.SetReset(lane, held);
        }
        // A comparator that is still blind looks from there on: Search sees to it.
        bool looks = _canFire[lane] && !held;
        core.SetScreen(lane, !looks ? double.PositiveInfinity
            : _threshold[lane] + refractory.Comparator(_lanes.Neurons[lane]) + noise.Drift(lane) - noise.Bound);
    }

    private readonly record struct SavedLane(bool Held, long Release, long Counts, double Comparator);
}
