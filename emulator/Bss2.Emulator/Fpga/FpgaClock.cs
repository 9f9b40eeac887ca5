namespace Bss2.Emulator.Fpga;

/// <summary>The FPGA's clocks: cycles of 8 ns since power-on, the timer, system time.</summary>
internal sealed class FpgaClock
{
    /// <summary>Cycles in a microsecond.</summary>
    public const int CyclesPerUs = 125;

    private const ulong TimeMask = (1UL << 43) - 1;

    /// <summary>Cycles since power-on.</summary>
    public long Cycle { get; set; }

    /// <summary>Cycle at which the timer was 0.</summary>
    public long TimerZero { get; set; }

    /// <summary>System time minus cycle, modulo 2^43.</summary>
    public ulong SystimeOffset { get; set; }

    /// <summary>System time, 8 ns steps, 43 bits.</summary>
    public ulong SystemTime(long cycle) => (ulong)cycle + SystimeOffset & TimeMask;
}
