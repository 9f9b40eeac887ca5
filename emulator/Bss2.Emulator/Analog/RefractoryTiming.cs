namespace Bss2.Emulator.Analog;

/// <summary>
/// How long a firing keeps each circuit in reset and its comparator blind: set by the digital backends, read by the engines, which so know
/// what follows from a firing without asking.
/// </summary>
/// <remarks>
/// Register-map 3, analog-core 1.4: the counter runs refractory_time ticks of 4 ns · 2^(scale+1) from the fire on; the analog reset is
/// released 31 − 2 · holdoff ticks before the end. The tick is counted from the fire (choice: a free-running divider would make spikes
/// depend on the chip's age). A new clock acts on running counters. Changes are kept by cycle, because what is not integrated yet may fire
/// before a change that is already known.
/// </remarks>
internal sealed class RefractoryTiming
{
    /// <summary>Neurons of a side in a half of the chip.</summary>
    public const int PerSide = 128;

    private const int Sides = 2;

    private readonly int[] _ticks = new int[AnalogConfiguration.Neurons], _afterRelease = new int[AnalogConfiguration.Neurons];
    private readonly bool[] _fast = new bool[AnalogConfiguration.Neurons];
    private readonly List<ClockChange>[] _changes = [.. Enumerable.Range(0, Sides).Select(_ => new List<ClockChange> { new(long.MinValue, 0, 0) })];

    /// <summary>West 0, east 1: the block of backends that a neuron belongs to.</summary>
    public static int SideOf(int neuron) => neuron % AnalogConfiguration.Columns / PerSide;

    /// <summary>First neuron of a side in a half of the chip; the others follow.</summary>
    public static int FirstOf(int side, int hemisphere) => AnalogConfiguration.Columns * hemisphere + PerSide * side;

    /// <summary>Sets a neuron's counter.</summary>
    /// <param name="neuron">Which.</param>
    /// <param name="ticks">Ticks from a fire to the end of the refractory period.</param>
    /// <param name="ticksAfterRelease">Ticks of it that remain when the reset is released.</param>
    /// <param name="fastClock">Which of its side's clocks counts.</param>
    public void Set(int neuron, int ticks, int ticksAfterRelease, bool fastClock) =>
        (_ticks[neuron], _afterRelease[neuron], _fast[neuron]) = (ticks, ticksAfterRelease, fastClock);

    /// <summary>Whether the counters of two neurons run alike.</summary>
    public bool IsAlike(int neuron, int other) => _ticks[neuron] == _ticks[other] && _afterRelease[neuron] == _afterRelease[other]
        && _fast[neuron] == _fast[other] && SideOf(neuron) == SideOf(other);

    /// <summary>Sets a side's clocks from a cycle on, which is not before the last change: cycles of a tick, 0 when they stand still.</summary>
    public void SetClocks(int side, long cycle, long slowTick, long fastTick) => _changes[side].Add(new(cycle, slowTick, fastTick));

    /// <summary>Cycle of a side's last change.</summary>
    public long LastChange(int side) => _changes[side][^1].Cycle;

    /// <summary>Forgets changes that nothing before a cycle will be asked about.</summary>
    public void Forget(long cycle)
    {
        foreach (List<ClockChange> changes in _changes)
        {
            int past = 0;
            while (past + 1 < changes.Count && changes[past + 1].Cycle <= cycle)
            {
                past++;
            }
            changes.RemoveRange(0, past);
        }
    }

    /// <summary>First cycle without reset, and first cycle in which the comparator counts, after a fire at a cycle.</summary>
    public (long Release, long Counts) After(int neuron, long cycle)
    {
        int near = _changes[SideOf(neuron)].Count - 1;
        return After(neuron, cycle, ref near);
    }

    /// <summary>The same for who asks for one time after the other.</summary>
    /// <param name="neuron">Which.</param>
    /// <param name="cycle">Cycle of the fire.</param>
    /// <param name="near">Any number at first; keeps the place in the list of changes.</param>
    public (long Release, long Counts) After(int neuron, long cycle, ref int near)
    {
        List<ClockChange> changes = _changes[SideOf(neuron)];
        int k = near = LastUpTo(changes, cycle, near);
        long tick = changes[k].Tick(_fast[neuron]);
        (long Release, long Counts) ends = tick == 0 ? (long.MaxValue, long.MaxValue)
            : (cycle + Math.Max(0, _ticks[neuron] - _afterRelease[neuron]) * tick, cycle + _ticks[neuron] * tick);
        for (k++; k < changes.Count && ends.Counts > changes[k].Cycle; k++)
        {
            ends = Moved(neuron, changes, k, ends);
        }
        return ends;
    }

    /// <summary>Where the ends of a running counter lie after the last change of its side.</summary>
    public (long Release, long Counts) Moved(int neuron, long release, long counts)
    {
        List<ClockChange> changes = _changes[SideOf(neuron)];
        return counts > changes[^1].Cycle && changes.Count > 1 ? Moved(neuron, changes, changes.Count - 1, (release, counts)) : (release, counts);
    }

    private (long Release, long Counts) Moved(int neuron, List<ClockChange> changes, int k, (long Release, long Counts) ends)
    {
        long cycle = changes[k].Cycle, old = changes[k - 1].Tick(_fast[neuron]), tick = changes[k].Tick(_fast[neuron]);
        if (tick == old)
        {
            return ends;
        }
        bool released = ends.Release <= cycle;
        if (tick == 0)
        {
            // Clocks off: the counter stands still until they come back.
            return (released ? ends.Release : long.MaxValue, long.MaxValue);
        }
        long left = old == 0 ? _ticks[neuron] : (ends.Counts - cycle + old - 1) / old;
        return (released ? ends.Release : cycle + Math.Max(0, left - _afterRelease[neuron]) * tick, cycle + left * tick);
    }

    private static int LastUpTo(List<ClockChange> changes, long cycle, int near)
    {
        int k = Math.Clamp(near, 0, changes.Count - 1);
        while (k > 0 && changes[k].Cycle > cycle)
        {
            k--;
        }
        while (k + 1 < changes.Count && changes[k + 1].Cycle <= cycle)
        {
            k++;
        }
        return k;
    }

    private readonly record struct ClockChange(long Cycle, long SlowTick, long FastTick)
    {
        public long Tick(bool fast) => fast ? FastTick : SlowTick;
    }
}
