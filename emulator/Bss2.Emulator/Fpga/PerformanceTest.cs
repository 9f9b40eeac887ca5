using Bss2.Emulator.Digital;

namespace Bss2.Emulator.Fpga;

/// <summary>The FPGA's link test: a word per cycle to the chip and back while it is on (choice: the real pace is not published).</summary>
internal sealed class PerformanceTest(HighSpeedLinks links)
{
    private const long RoundTripCycles = 2 * EventTiming.ChipToFpgaCycles / EventTiming.ChipCyclesPerFpgaCycle;

    private bool _on;
    private long _start, _sent, _received;

    /// <summary>Switches it on, from 0, or off; then what is under way still comes back.</summary>
    public void Enable(bool on, long cycle)
    {
        if (on && !_on)
        {
            (_start, _sent, _received) = (cycle, 0, 0);
        }
        else if (!on && _on)
        {
            _sent = cycle - _start;
            _received = Returned(_sent);
        }
        _on = on;
    }

    /// <summary>1 sent, 2 received, 3 received in order, 4 the last word that was wrong (none ever is).</summary>
    public uint Counter(int number, long cycle) => number switch
    {
        1 => (uint)(_on ? cycle - _start : _sent),
        2 or 3 => (uint)(_on ? Returned(cycle - _start - RoundTripCycles) : _received),
        _ => 0,
    };

    // Nothing comes back without a link.
    private long Returned(long sent) => links.FirstUpFrom <= _start ? Math.Max(0, sent) : 0;
}
