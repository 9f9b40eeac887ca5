namespace Bss2.Emulator.Analog;

/// <summary>
/// How long a firing keeps each circuit in reset and its comparator blind: set by the digital backends, read by the engines, which so know
/// what follows from a firing without asking.
/// </summary>
/// <remarks>
/// Register-map 3, analog-core 1.4: the counter runs refractory_time ticks of 4 ns · 2^(scale+1) from the fire on; the analog reset is
/// released 31 − 2 · holdoff ticks before the end. The tick is counted from the fire (choice: a free-running divider would make spikes
/// depend on the chip's age).
/// </remarks>
internal sealed class RefractoryTiming
{
    private const int Sides = 2;

    private readonly int[] _ticks = new int[AnalogConfiguration.Neurons], _afterRelease = new int[AnalogConfiguration.Neurons];
    private readonly bool[] _fast = new bool[AnalogConfiguration.Neurons];
    private readonly long[] _slowTick = new long[Sides], _fastTick = new long[Sides];

    /// <summary>West 0, east 1: the block of backends that a neuron belongs to.</summary>
    public static int SideOf(int neuron) => neuron % AnalogConfiguration.Columns / 128;

    /// <summary>Sets a neuron's counter.</summary>
    /// <param name="neuron">Which.</param>
    /// <param name="ticks">Ticks from a fire to the end of the refractory period.</param>
    /// <param name="ticksAfterRelease">Ticks of it that remain when the reset is released.</param>
    /// <param name="fastClock">Which of its side's clocks counts.</param>
    public void Set(int neuron, int ticks, int ticksAfterRelease, bool fastClock) =>
        (_ticks[neuron], _afterRelease[neuron], _fast[neuron]) = (ticks, ticksAfterRelease, fastClock);

    /// <summary>Sets a side's clocks: cycles of a tick, 0 when they stand still.</summary>
    public void SetClocks(int side, long slowTick, long fastTick) => (_slowTick[side], _fastTick[side]) = (slowTick, fastTick);

    /// <summary>Cycles of a tick, 0 when the neuron's clock stands still.</summary>
    public long Tick(int neuron) => _fast[neuron] ? _fastTick[SideOf(neuron)] : _slowTick[SideOf(neuron)];

    /// <summary>Ticks from a fire to the end of the refractory period.</summary>
    public int Ticks(int neuron) => _ticks[neuron];

    /// <summary>Ticks of it that remain when the reset is released.</summary>
    public int TicksAfterRelease(int neuron) => _afterRelease[neuron];

    /// <summary>First cycle without reset, and first cycle in which the comparator counts, after a fire at a cycle.</summary>
    public (long Release, long Counts) After(int neuron, long cycle)
    {
        long tick = Tick(neuron);
        return tick == 0 ? (long.MaxValue, long.MaxValue)
            : (cycle + Math.Max(0, Ticks(neuron) - TicksAfterRelease(neuron)) * tick, cycle + Ticks(neuron) * tick);
    }
}
