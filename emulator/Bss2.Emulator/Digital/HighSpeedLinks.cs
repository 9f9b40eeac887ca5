using Bss2.Emulator.Faults;

namespace Bss2.Emulator.Digital;

/// <summary>The eight links between FPGA and chip: enables and configuration of both sides, training, traffic, loss.</summary>
/// <remarks>
/// Register-map 0.11, 11; link-and-playback 3.7, 6.1. Not published, so chosen: a pair trains once both sides are enabled and configured
/// for automatic initialisation with the FPGA as the only master, the chip is out of reset and its serdes and PHY clocks run at 500 MHz;
/// words go round robin over the pairs that are up, and one pair is enough; words on their way when a pair goes down are lost, counted as
/// dropped if the FPGA's side went, as CRC errors if the chip's. Cycles are FPGA cycles of 8 ns.
/// </remarks>
internal sealed class HighSpeedLinks(IReadOnlyList<LinkFlap> flaps)
{
    public const int Count = 8;

    /// <summary>Training time: 8 µs, assumption.</summary>
    public const long TrainingCycles = 1000;

    private const long Never = ClockTree.Never;
    private const double PhyHz = 500e6;
    private const int LinkUpBit = 0x10, PhyShift = 5;

    private readonly PhyPair[] _pairs = [.. Enumerable.Range(0, Count).Select(_ => new PhyPair())];
    private readonly Queue<(long Cycle, byte Value)> _notifications = new();
    private readonly FlapSchedule _flaps = new(flaps);
    private readonly int[] _flapped = new int[Count];
    private uint _arqFromFpga, _arqFromChip;
    private int _lastToChip, _lastToFpga;

    public ClockTree Clocks { get; } = new();

    /// <summary>Whether the chip's reset pin is held: so from power-on until a program releases it (choice).</summary>
    public bool ResetHeld { get; private set; } = true;

    /// <summary>Link notifications that are due, oldest first.</summary>
    public Queue<(long Cycle, byte Value)> Notifications => _notifications;

    /// <summary>Cycle from which the chip's Omnibus answers its JTAG port: it needs the core clock, but no link (choice).</summary>
    public long JtagOmnibusFrom => ResetHeld ? Never : Clocks.RunsFrom(ClockOutput.Core);

    /// <summary>Cycle from which the chip's Omnibus answers the links.</summary>
    public long OmnibusFrom { get; private set; } = Never;

    /// <summary>Cycle at which a fault plan next takes a link down or lets it up; <see cref="ClockTree.Never"/> without one.</summary>
    public long NextFlap => _flaps.Next;

    /// <summary>Cycle of the next link that comes up or flaps; <see cref="ClockTree.Never"/> if none does.</summary>
    public long NextUp => Math.Min(_nextUp, _flaps.Next);

    private long _nextUp = Never;

    /// <summary>Cycle from which a link is up; <see cref="ClockTree.Never"/> if none is or will be.</summary>
    public long FirstUpFrom { get; private set; } = Never;

    public PhyPair this[int phy] => _pairs[phy];

    public bool AnyUp(long cycle) => FirstUpFrom <= cycle;

    public bool IsUp(int phy, long cycle) => _pairs[phy].UpFrom <= cycle;

    /// <summary>FPGA enables, bit = PHY.</summary>
    public void EnableFpga(uint mask, long cycle)
    {
        for (int phy = 0; phy < Count; phy++)
        {
            _pairs[phy].FpgaEnabled = (mask >> phy & 1) != 0;
        }
        Update(cycle, byFpga: true);
    }

    /// <summary>Chip enables, bit = 7 − PHY.</summary>
    public void EnableChip(uint mask, long cycle)
    {
        for (int phy = 0; phy < Count; phy++)
        {
            _pairs[phy].ChipEnabled = (mask >> (Count - 1 - phy) & 1) != 0;
        }
        Update(cycle, byFpga: false);
    }

    public void ConfigureFpga(int phy, uint word, long cycle)
    {
        _pairs[phy].FpgaConfig = word;
        Update(cycle, byFpga: true);
    }

    public void ConfigureChip(int phy, uint word, long cycle)
    {
        _pairs[phy].ChipConfig = word;
        Update(cycle, byFpga: false);
    }

    /// <summary>Writes a PLL register.</summary>
    public void WriteClock(int register, uint value, long cycle)
    {
        Clocks.Write(register, value, cycle);
        Update(cycle, byFpga: false);
    }

    /// <summary>Drives the chip's reset pin; active, it takes clocks and the chip's PHYs back to nothing configured.</summary>
    public void HoldReset(bool active, long cycle)
    {
        ResetHeld = active;
        if (active)
        {
            Clocks.Reset();
            foreach (PhyPair pair in _pairs)
            {
                (pair.ChipEnabled, pair.ChipConfig) = (false, 0);
            }
        }
        Update(cycle, byFpga: false);
    }

    /// <summary>Takes the FPGA's registers back to power-on, as a reset of the host link does; notifications go to nobody.</summary>
    public void ResetFpga(long cycle)
    {
        foreach (PhyPair pair in _pairs)
        {
            (pair.FpgaEnabled, pair.FpgaConfig) = (false, 0);
            (pair.Sent, pair.Received, pair.Dropped, pair.CrcErrors) = (0, 0, 0, 0);
        }
        (_arqFromFpga, _arqFromChip) = (0, 0);
        Update(cycle, byFpga: true);
        _notifications.Clear();
    }

    /// <summary>Announces links that came up until a cycle, and lets those flap that have to.</summary>
    public void Advance(long cycle)
    {
        while (NextUp <= cycle)
        {
            if (_flaps.Next < _nextUp)
            {
                Flap();
                continue;
            }
            int phy = Array.FindIndex(_pairs, pair => !pair.Announced && pair.UpFrom == _nextUp);
            _pairs[phy].Announced = true;
            _notifications.Enqueue((_nextUp, (byte)(phy << PhyShift | LinkUpBit)));
            Refresh();
        }
    }

    private void Flap()
    {
        long now = _flaps.Next;
        _flaps.Take(_flapped);
        for (int phy = 0; phy < Count; phy++)
        {
            _pairs[phy].Flapped = _flapped[phy];
        }
        Update(now, byFpga: false);
    }

    /// <summary>Takes a word to the chip; false if no link is up.</summary>
    public bool ToChip(long cycle)
    {
        if (!Next(ref _lastToChip, cycle))
        {
            return false;
        }
        _pairs[_lastToChip].Sent++;
        return true;
    }

    /// <summary>The link that takes a word from the chip, −1 if none is up.</summary>
    public int ToFpga(long cycle) => Next(ref _lastToFpga, cycle) ? _lastToFpga : -1;

    /// <summary>Whether a word from the chip gets through: its link stayed up meanwhile.</summary>
    public bool Arrives(int phy, long departure)
    {
        PhyPair pair = _pairs[phy];
        if (pair.DownAt >= departure)
        {
            (pair.DownByFpga ? ref pair.Dropped : ref pair.CrcErrors)++;
            return false;
        }
        pair.Received++;
        return true;
    }

    /// <summary>Counts an Omnibus access that went over the links, and its response.</summary>
    public void CountAccess(long cycle)
    {
        _arqFromFpga++;
        _arqFromChip++;
        ToChip(cycle);
        if (ToFpga(cycle) is >= 0 and int phy)
        {
            _pairs[phy].Received++;
        }
    }

    /// <summary>HicannARQStatus: words from the FPGA, sent, received, words from the chip; nothing is ever sent twice.</summary>
    public uint ArqCounter(int word) => word < 2 ? _arqFromFpga : _arqFromChip;

    /// <summary>Cycles since a link came up; 0 while it is down.</summary>
    public uint OnlineCycles(int phy, long cycle) => IsUp(phy, cycle) ? (uint)(cycle - _pairs[phy].UpFrom) : 0;

    /// <summary>Why the chip's Omnibus does not answer the links at a cycle; null if it does.</summary>
    public string? Missing(long cycle)
    {
        if (MissingOverJtag(cycle) is { } first)
        {
            return first;
        }
        return AnyUp(cycle) ? null : NoneUp(cycle);
    }

    private string NoneUp(long cycle)
    {
        IGrouping<string, int>[] causes = [.. Enumerable.Range(0, Count).GroupBy(phy => MissingOf(phy, cycle))];
        return "no high-speed link is up: " + string.Join("; ", causes.Select(cause =>
            (cause.Count() == Count ? "all PHYs: " : $"PHY {string.Join(", ", cause)}: ") + cause.Key));
    }

    /// <summary>Why the chip's Omnibus does not answer its JTAG port; null if it does.</summary>
    public string? MissingOverJtag(long cycle) => ResetHeld
        ? "the chip's reset is held (ResetChip)" : Clocks.Missing(ClockOutput.Core, cycle);

    /// <summary>Why a link is not up.</summary>
    public string MissingOf(int phy, long cycle) =>
        ResetHeld ? "the chip's reset is held (ResetChip)"
        : Clocks.Missing(ClockOutput.Serdes, cycle) ?? Clocks.Missing(ClockOutput.PhyReference, cycle) ?? WrongClock()
            ?? _pairs[phy].Missing ?? (IsUp(phy, cycle) ? "up" : "still training");

    private string? WrongClock()
    {
        double serdes = Clocks.OutputHz(ClockOutput.Serdes), reference = Clocks.OutputHz(ClockOutput.PhyReference);
        return serdes == PhyHz && reference == PhyHz ? null
            : FormattableString.Invariant($"serdes and PHY clocks run at {serdes / 1e6} and {reference / 1e6} MHz, the FPGA's at 500 MHz");
    }

    private bool Next(ref int last, long cycle)
    {
        for (int k = 1; k <= Count; k++)
        {
            int phy = (last + k) & (Count - 1);
            if (IsUp(phy, cycle))
            {
                last = phy;
                return true;
            }
        }
        return false;
    }

    private void Update(long cycle, bool byFpga)
    {
        Advance(cycle);
        bool clocked = !ResetHeld && WrongClock() is null;
        long ready = clocked ? Math.Max(Clocks.RunsFrom(ClockOutput.Serdes), Clocks.RunsFrom(ClockOutput.PhyReference)) : Never;
        for (int phy = 0; phy < Count; phy++)
        {
            PhyPair pair = _pairs[phy];
            long from = ready == Never || pair.Missing is not null ? Never : Math.Max(cycle, ready);
            if (from <= cycle && pair.UpFrom != Never)
            {
                continue;
            }
            if (pair.UpFrom <= cycle)
            {
                (pair.DownAt, pair.DownByFpga) = (cycle, byFpga);
                _notifications.Enqueue((cycle, (byte)(phy << PhyShift)));
            }
            pair.UpFrom = from == Never ? Never : from + TrainingCycles;
            pair.Announced = false;
        }
        Refresh();
    }

    private void Refresh()
    {
        (_nextUp, FirstUpFrom) = (Never, Never);
        foreach (PhyPair pair in _pairs)
        {
            FirstUpFrom = Math.Min(FirstUpFrom, pair.UpFrom);
            _nextUp = pair.Announced ? _nextUp : Math.Min(_nextUp, pair.UpFrom);
        }
        OmnibusFrom = Math.Max(JtagOmnibusFrom, FirstUpFrom);
    }
}
