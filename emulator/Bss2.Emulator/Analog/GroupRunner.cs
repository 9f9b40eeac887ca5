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
    private bool[] _canFire = [];
    private int[] _nextReset = [];
    private SavedLane[] _saved = [];
    private Cursor[] _at = [];

    /// <summary>New lanes.</summary>
    public void Resize(LaneGroups lanes)
    {
        _lanes = lanes;
        core.Resize(lanes);
        _clocks = new(lanes);
        int count = lanes.Neurons.Length;
        (_threshold, _canFire, _nextReset, _saved) = (new double[count], new bool[count], new int[count], new SavedLane[count]);
        _at = new Cursor[lanes.Count];
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

    /// <summary>
    /// Runs groups through [start, end), a step of each in turn: their chains of arithmetic do not depend on each other, so that the
    /// processor can work on several.
    /// </summary>
    public void Run(int first, int after, long start, long end, List<Firing> fired)
    {
        for (int group = first; group < after; group++)
        {
            _at[group] = new() { Next = start, Reset = inputs.FirstReset(group) };
            Begin(group, ref _at[group], end);
        }
        for (bool moved = true; moved;)
        {
            moved = false;
            for (int group = first; group < after; group++)
            {
                if (_at[group].Now < end)
                {
                    _at[group].Near = core.Step(group, _clocks);
                    moved = true;
                }
            }
            for (int group = first; group < after; group++)
            {
                if (_at[group].Now < end && Take(group, ref _at[group], fired))
                {
                    Begin(group, ref _at[group], end);
                }
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
                _saved[lane] = new(IsHeld(lane), refractory.Release(neuron), refractory.Counts(neuron), refractory.Comparator(neuron));
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
                SetHeld(lane, saved.Held);
                refractory.Restore(_lanes.Neurons[lane], saved.Release, saved.Counts, saved.Comparator);
            }
        }
        Refresh(group, cycle);
    }

    private static bool Acts(LineCharge charge, int group) => charge.IsExcitatoryIn(group) || charge.IsInhibitoryIn(group);

    private bool IsHeld(int lane) => (_clocks.Held(lane / Width) >> lane % Width & 1) != 0;

    private void SetHeld(int lane, bool held)
    {
        ref int bits = ref _clocks.Held(lane / Width);
        bits = held ? bits | 1 << lane % Width : bits & ~(1 << lane % Width);
    }

    // The next interval: from one pulse to the next.
    private void Begin(int group, ref Cursor at, long end)
    {
        ReadOnlySpan<ActingPulse> pulses = inputs.Pulses(_lanes.HemisphereOf(group));
        long now = at.Now = at.Next, next = Math.Min(end, now + LongestInterval);
        if (now == end)
        {
            return;
        }
        for (; at.Pulse < pulses.Length && pulses[at.Pulse].Cycle <= now; at.Pulse++)
        {
            core.Apply(group, pulses[at.Pulse].Charge, pulses[at.Pulse].NoiseKey);
        }
        while (at.Pulse < pulses.Length && !Acts(pulses[at.Pulse].Charge, group))
        {
            at.Pulse++;
        }
        next = at.Next = at.Pulse < pulses.Length ? Math.Min(next, pulses[at.Pulse].Cycle) : next;
        _clocks.Begin(group, (int)(next - now));
        uint due = (uint)_clocks.Held(group);
        for (; at.Reset != LaneInputs.None && inputs.Reset(at.Reset).Cycle < next; at.Reset = inputs.NextReset(at.Reset))
        {
            int lane = _lanes.LaneOf(inputs.Reset(at.Reset).Neuron);
            ref int first = ref _nextReset[lane];
            first = first == LaneInputs.None ? at.Reset : first;
            due |= 1u << lane % Width;
        }
        for (; due != 0; due &= due - 1)
        {
            Meet(group * Width + BitOperations.TrailingZeroCount(due), at);
        }
    }

    // Takes the proposed step, up to where they fire for those that do; true when all lanes are at the interval's end.
    private bool Take(int group, ref Cursor at, List<Firing> fired)
    {
        int first = group * Width;
        uint firing = 0;
        for (uint near = at.Near; near != 0; near &= near - 1)
        {
            int lane = first + BitOperations.TrailingZeroCount(near), cycles = core.Cycles(lane);
            int crossing = Search(lane, at.Now + _clocks.Now(lane), cycles);
            if (crossing > 0)
            {
                firing |= 1u << lane - first;
                if (crossing < cycles)
                {
                    core.Cut(lane, crossing);
                }
            }
        }
        core.Commit(group, _clocks);
        for (; firing != 0; firing &= firing - 1)
        {
            int lane = first + BitOperations.TrailingZeroCount(firing), neuron = _lanes.Neurons[lane];
            long cycle = at.Now + _clocks.Now(lane);
            fired.Add(new(cycle, neuron));
            (long release, long counts) = configuration.Refractory.After(neuron, cycle, ref at.Clock);
            BeginReset(lane, cycle, release, counts);
            Meet(lane, at);
        }
        uint ended = _clocks.Ended(group, (int)(at.Next - at.Now));
        for (uint stopped = _clocks.Stopped(group) & ~ended; stopped != 0; stopped &= stopped - 1)
        {
            Meet(first + BitOperations.TrailingZeroCount(stopped), at);
        }
        return ended == (1u << Width) - 1;
    }

    // What is due for a lane at its time, and where it stops next.
    private void Meet(int lane, in Cursor at)
    {
        int neuron = _lanes.Neurons[lane];
        long cycle = at.Now + _clocks.Now(lane), stop = at.Next;
        ref int reset = ref _nextReset[lane];
        while (reset != LaneInputs.None && inputs.Reset(reset).Cycle <= cycle)
        {
            BeginReset(lane, cycle, inputs.Reset(reset).ReleaseCycle, inputs.Reset(reset).CountsCycle);
            do
            {
                reset = inputs.NextReset(reset);
            }
            while (reset != LaneInputs.None && inputs.Reset(reset).Neuron != neuron && inputs.Reset(reset).Cycle < stop);
            reset = reset != LaneInputs.None && inputs.Reset(reset).Cycle < stop ? reset : LaneInputs.None;
        }
        if (IsHeld(lane) && refractory.Release(neuron) <= cycle)
        {
            SetMode(lane, cycle);
        }
        stop = IsHeld(lane) ? Math.Min(stop, refractory.Release(neuron)) : stop;
        stop = reset != LaneInputs.None ? Math.Min(stop, inputs.Reset(reset).Cycle) : stop;
        _clocks.Stop(lane) = (int)(stop - at.Now);
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
        if (held != IsHeld(lane))
        {
            SetHeld(lane, held);
            core.SetReset(lane, held);
        }
        // A comparator that is still blind looks from there on: Search sees to it.
        bool looks = _canFire[lane] && !held;
        core.SetScreen(lane, !looks ? double.PositiveInfinity
            : _threshold[lane] + refractory.Comparator(_lanes.Neurons[lane]) + noise.Drift(lane) - noise.Bound);
    }

    // Where a group is: its interval, the next pulse and reset, the lanes of the proposed step to be searched, the place in the list of clocks.
    private struct Cursor
    {
        public long Now, Next;
        public int Pulse, Reset, Clock;
        public uint Near;
    }

    private readonly record struct SavedLane(bool Held, long Release, long Counts, double Comparator);
}
