using Bss2.Emulator.Digital;

namespace Bss2.Emulator.Faults;

/// <summary>When links go down and may come up again, in the order of time.</summary>
internal sealed class FlapSchedule
{
    private readonly LinkFlap[] _flaps;
    private readonly long[] _next;
    private readonly bool[] _down;

    public FlapSchedule(IReadOnlyList<LinkFlap> flaps)
    {
        (_flaps, _next, _down) = ([.. flaps], [.. flaps.Select(flap => flap.FirstCycle)], new bool[flaps.Count]);
        Next = _next.DefaultIfEmpty(ClockTree.Never).Min();
    }

    /// <summary>FPGA cycle of the next change; <see cref="ClockTree.Never"/> if there is none.</summary>
    public long Next { get; private set; }

    /// <summary>Takes the changes that are due at <see cref="Next"/>.</summary>
    /// <param name="down">By PHY: how many flaps keep it down.</param>
    public void Take(Span<int> down)
    {
        long now = Next;
        for (int k = 0; k < _flaps.Length; k++)
        {
            if (_next[k] != now)
            {
                continue;
            }
            _down[k] = !_down[k];
            down[_flaps[k].Phy] += _down[k] ? 1 : -1;
            _next[k] = _down[k] ? now + _flaps[k].DownCycles
                : _flaps[k].EveryCycles > 0 ? now - _flaps[k].DownCycles + _flaps[k].EveryCycles : ClockTree.Never;
        }
        Next = _next.Min();
    }
}
