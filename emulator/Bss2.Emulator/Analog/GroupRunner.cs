using System.Numerics;

namespace Bss2.Emulator.Analog;

/// <summary>
/// Moves one group of lanes through a stretch: from each pulse, reset and end of a refractory period to the next, in steps as long as the
/// equations allow, and looks for firings where a membrane may have come near its level.
/// </summary>
internal sealed class GroupRunner(AnalogConfiguration configuration, ILaneCore core, LaneNoise noise, LaneInputs inputs, RefractoryState refractory)
{
    private const int Width = LaneGroups.Width;
    private const long Never = long.MaxValue;

    private LaneGroups _lanes = new([]);
    private double[] _threshold = [];
    private bool[] _canFire = [], _held = [];
    private long[] _nextRelease = [], _tightUntil = [];
    private byte[] _tight = [];
    private SavedLane[] _saved = [];
    private Cursor[] _at = [];
    private FiringLane[] _firing = [];

    /// <summary>New lanes.</summary>
    public void Resize(LaneGroups lanes)
    {
        _lanes = lanes;
        core.Resize(lanes);
        _threshold = new double[lanes.Neurons.Length];
        (_canFire, _held) = (new bool[lanes.Neurons.Length], new bool[lanes.Neurons.Length]);
        (_nextRelease, _tightUntil, _tight) = (new long[lanes.Count], new long[lanes.Count], new byte[lanes.Count]);
        (_saved, _firing) = (new SavedLane[lanes.Neurons.Length], new FiringLane[lanes.Neurons.Length]);
        _at = new Cursor[lanes.Count];
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
        (_tightUntil[group], _tight[group]) = (Never, 0);
        FindNextRelease(group);
    }

    /// <summary>
    /// Runs groups, one move of each in turn: their chains of arithmetic do not depend on each other, so the processor can work on two.
    /// </summary>
    public void Run(int first, int after, long start, long end, List<Firing> fired)
    {
        for (int group = first; group < after; group++)
        {
            _at[group] = new(start, 0, inputs.FirstReset(group));
            FindNextRelease(group);
        }
        for (bool moved = true; moved;)
        {
            moved = false;
            for (int group = first; group < after; group++)
            {
                if (_at[group].Now < end)
                {
                    MoveOn(group, ref _at[group], end, fired);
                    moved = true;
                }
            }
        }
        for (int group = first; group < after; group++)
        {
            CatchUp(group);
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

    private void MoveOn(int group, ref Cursor at, long end, List<Firing> fired)
    {
        ReadOnlySpan<ActingPulse> pulses = inputs.Pulses(_lanes.HemisphereOf(group));
        long now = at.Now;
        for (; at.Pulse < pulses.Length && pulses[at.Pulse].Cycle <= now; at.Pulse++)
        {
            CatchUp(group);
            core.Apply(group, pulses[at.Pulse].Charge, pulses[at.Pulse].NoiseKey);
        }
        for (; at.Reset != LaneInputs.None && inputs.Reset(at.Reset).Cycle <= now; at.Reset = inputs.NextReset(at.Reset))
        {
            CatchUp(group);
            ref readonly BackendReset reset = ref inputs.Reset(at.Reset);
            BeginReset(_lanes.LaneOf(reset.Neuron), now, reset.ReleaseCycle, reset.CountsCycle);
        }
        if (_nextRelease[group] <= now)
        {
            Release(group, now);
        }
        while (at.Pulse < pulses.Length && !Acts(pulses[at.Pulse].Charge, group))
        {
            at.Pulse++;
        }
        long cut = Math.Min(Math.Min(end, now + core.StepLimit(group)), _nextRelease[group]);
        cut = at.Pulse < pulses.Length ? Math.Min(cut, pulses[at.Pulse].Cycle) : cut;
        cut = at.Reset != LaneInputs.None ? Math.Min(cut, inputs.Reset(at.Reset).Cycle) : cut;
        at.Now += Move(group, now, (int)(cut - now), fired);
    }

    // Lanes that fired inside the last step go through its rest, in reset, with the next step; some things cannot wait so long.
    private void CatchUp(int group)
    {
        if (core.Lags(group))
        {
            core.Step(group, 0);
            core.Commit(group);
        }
    }

    private int Move(int group, long now, int cycles, List<Firing> fired)
    {
        if (now + cycles > _tightUntil[group])
        {
            Loosen(group);
        }
        uint near = core.Step(group, cycles), firing = 0;
        int first = cycles;
        for (; near != 0; near &= near - 1)
        {
            int index = BitOperations.TrailingZeroCount(near), lane = group * Width + index, at = Search(lane, now, cycles);
            if (at > 0)
            {
                (long release, long counts) = configuration.Refractory.After(_lanes.Neurons[lane], now + at);
                _firing[lane] = new(at, release, counts);
                firing |= 1u << index;
                // One that is let go again within the step ends it for all.
                first = release <= now + cycles ? Math.Min(first, at) : first;
            }
        }
        if (firing == 0)
        {
            core.Commit(group);
            return cycles;
        }
        if (first < cycles)
        {
            core.Step(group, first);
        }
        Fire(group, now, first, firing, fired);
        return first;
    }

    // First cycle of the proposed step, up to a last one, at which a lane fires; 0 if it does not.
    private int Search(int lane, long now, int last)
    {
        double level = _threshold[lane] + refractory.Comparator(_lanes.Neurons[lane]), ceiling = core.Ceiling(lane), lowest = 0;
        long origin = noise.Enabled ? refractory.SyncCycle : now, block = 0;
        int from = (int)Math.Clamp(refractory.Counts(_lanes.Neurons[lane]) - now, 0, last);
        if (from == last)
        {
            return 0;
        }
        while (from < last)
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
            _tight[lane / Width] |= (byte)(1 << lane % Width);
            _tightUntil[lane / Width] = origin + (block + 1) * MembraneNoise.BlockCycles;
        }
        return 0;
    }

    // Takes the proposed step, up to where they fired for those that did.
    private void Fire(int group, long now, int cycles, uint firing, List<Firing> fired)
    {
        for (uint left = firing; left != 0; left &= left - 1)
        {
            int lane = group * Width + BitOperations.TrailingZeroCount(left);
            if (_firing[lane].At < cycles)
            {
                core.Cut(lane, _firing[lane].At);
            }
        }
        core.Commit(group);
        for (; firing != 0; firing &= firing - 1)
        {
            int lane = group * Width + BitOperations.TrailingZeroCount(firing);
            (int at, long release, long counts) = _firing[lane];
            if (at <= cycles)
            {
                fired.Add(new(now + at, _lanes.Neurons[lane]));
                BeginReset(lane, now + at, release, counts);
            }
        }
    }

    private void BeginReset(int lane, long cycle, long release, long counts)
    {
        refractory.Begin(_lanes.Neurons[lane], cycle, release, counts);
        core.Forget(lane);
        SetMode(lane, cycle);
        ref long next = ref _nextRelease[lane / Width];
        next = _held[lane] ? Math.Min(next, release) : next;
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
        SetScreen(lane);
    }

    // A comparator that is still blind looks from there on: Search sees to it.
    private void SetScreen(int lane)
    {
        bool looks = _canFire[lane] && !_held[lane];
        core.SetScreen(lane, !looks ? double.PositiveInfinity
            : _threshold[lane] + refractory.Comparator(_lanes.Neurons[lane]) + noise.Drift(lane) - noise.Bound);
    }

    private void Loosen(int group)
    {
        for (uint tight = _tight[group]; tight != 0; tight &= tight - 1)
        {
            SetScreen(group * Width + BitOperations.TrailingZeroCount(tight));
        }
        (_tightUntil[group], _tight[group]) = (Never, 0);
    }

    private void Release(int group, long now)
    {
        for (int lane = group * Width; lane < (group + 1) * Width; lane++)
        {
            if (_held[lane] && refractory.Release(_lanes.Neurons[lane]) <= now)
            {
                SetMode(lane, now);
            }
        }
        FindNextRelease(group);
    }

    private void FindNextRelease(int group)
    {
        long next = Never;
        for (int lane = group * Width; lane < (group + 1) * Width; lane++)
        {
            next = _held[lane] ? Math.Min(next, refractory.Release(_lanes.Neurons[lane])) : next;
        }
        _nextRelease[group] = next;
    }

    private record struct Cursor(long Now, int Pulse, int Reset);

    private readonly record struct FiringLane(int At, long Release, long Counts);

    private readonly record struct SavedLane(bool Held, long Release, long Counts, double Comparator);
}
