using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Spikes;

namespace Bss2.Calibration.Instruments;

/// <summary>A playback program that knows how long it will take: one FPGA cycle per instruction, and its waits.</summary>
internal sealed class BenchProgram
{
    private long _waited;
    private uint _timer;
    private int _countAtSetup;

    public PlaybackProgramBuilder Builder { get; } = new();

    /// <summary>FPGA cycles that the program takes; barriers, at most a few µs, are not counted.</summary>
    public long Cycles => _waited + Builder.Count;

    public BenchProgram Write<TCoordinate>(TCoordinate coordinate, IWritable<TCoordinate> container)
    {
        Builder.Write(coordinate, container);
        return this;
    }

    public BenchProgram Write(IWritable<Unique> container) => Write(default, container);

    /// <summary>Waits, µs.</summary>
    public BenchProgram Wait(double us)
    {
        uint cycles = Cycle(us);
        Builder.Wait(cycles);
        _waited += cycles;
        return this;
    }

    /// <summary>Starts the timer of the <see cref="At"/> that follow.</summary>
    public BenchProgram StartTimer()
    {
        Builder.Setup();
        (_timer, _countAtSetup) = (0, Builder.Count);
        return this;
    }

    /// <summary>The next instruction runs at a cycle after <see cref="StartTimer"/>, or one after the last if that is past.</summary>
    public BenchProgram At(uint cycle)
    {
        uint next = _timer + (uint)(Builder.Count - _countAtSetup) + 1;
        if (cycle > next)
        {
            Builder.WaitUntil(cycle - 1);
            _waited += cycle - next - 1;
            (_timer, _countAtSetup) = (cycle - 1, Builder.Count);
        }
        return this;
    }

    /// <summary>FPGA cycles of a time.</summary>
    public static uint Cycle(double us) => (uint)Math.Round(us * FpgaTime.CyclesPerUs);
}
