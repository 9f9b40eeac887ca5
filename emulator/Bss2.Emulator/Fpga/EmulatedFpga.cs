using Bss2.Emulator.Digital;
using Bss2.Hal;
using Bss2.Hal.Wire;

namespace Bss2.Emulator.Fpga;

/// <summary>
/// The executor: takes to-FPGA words, runs them in virtual time of 8 ns cycles and appends reply words. It executes while words arrive;
/// time stands still while it waits for them, so results do not depend on how a program is cut into pieces.
/// </summary>
/// <remarks>
/// Link-and-playback 3, 6. One instruction per cycle. Choices where hardware is unpublished: a register write acts when it is executed
/// and is complete <see cref="OmnibusUnit.ChipAccessCycles"/> later; a read takes its value when executed and answers that much later, so
/// a missing barrier shows; on a timeout the rest of the program is skipped up to its halt, and answers still owed are dropped.
/// </remarks>
internal sealed class EmulatedFpga
{
    private const int ChipPerFpga = EventTiming.ChipCyclesPerFpgaCycle, PollCycles = 50, MaximumReadsShown = 52;

    private const double ChipCycleSeconds = 4e-9;

    // What the executor waits for; the first two as in a barrier's mask.
    private const int OmnibusBusy = 1, JtagBusy = 2, OmnibusFull = 4, Forever = 8;

    private readonly DigitalChip _chip;
    private readonly HighSpeedLinks _links;
    private readonly FpgaClock _clock = new();
    private readonly FpgaRegisters _registers;
    private readonly ReplyStream _reply;
    private readonly OmnibusUnit _omnibus;
    private readonly JtagPort _jtag;
    private readonly EventReceiver _events;
    private readonly ReplyOrder _order;
    private long _position;
    private uint _address;
    private int _byteEnables = -1;
    private bool _skipping, _beginning = true;

    public EmulatedFpga(DigitalChip chip, ulong dna, int? die, List<ulong> replies)
    {
        (_chip, _links, _reply) = (chip, chip.Links, new(replies));
        _registers = new(dna, _links, _clock, chip.Diagnostics);
        var board = new Board.EmulatedBoardDevices(die, (uint)dna,
            () => new(chip.SynapticEvents.Count, chip.Counters.PadiPulses + chip.Counters.FpgaArrived, chip.MadcCycles * ChipCycleSeconds));
        _omnibus = new(chip, _registers, board, AdvanceChip, CountChip, EmitUntil);
        _jtag = new(_links, _omnibus);
        _events = new(chip, _registers, _reply, _clock);
        _order = new(_reply, _clock, _links, _omnibus, _jtag, _events);
        chip.Diagnostics.Where = () => (_omnibus.Position, _clock.Cycle);
    }

    /// <summary>FPGA cycles since power-on.</summary>
    public long Cycle => _clock.Cycle;

    /// <summary>Whether a program has begun and not come to its halt.</summary>
    public bool IsInProgram => !_beginning;

    /// <summary>Executes words.</summary>
    /// <exception cref="UnmappedAddressException">An address where nothing lives.</exception>
    /// <exception cref="NotEmulatedException">A part that is not emulated.</exception>
    /// <param name="words">Messages to the FPGA, one per word.</param>
    /// <param name="unanswered">
    /// If given, is told of such an access, which then runs into the instruction timeout, as behind a wire; else it is thrown.
    /// </param>
    public void Feed(ReadOnlySpan<ulong> words, Action<HalException>? unanswered = null)
    {
        foreach (ulong word in words)
        {
            if (word >> 63 != 0)
            {
                // Padding: every message to the FPGA fills its word, so each word begins at a boundary (link-and-playback 2.4).
                continue;
            }
            if (_beginning)
            {
                _reply.BeginProgram();
                (_beginning, _position) = (false, 0);
            }
            bool halt = word >> 56 == 10 && (word & 1) == 0;
            if (!_skipping || halt)
            {
                try
                {
                    Execute(word);
                }
                catch (HalException e) when (unanswered is not null)
                {
                    // Only the executor's own words can say why on a wire: nobody answers, so it waits its time and gives the program up.
                    unanswered(e);
                    _omnibus.Abort();
                    _jtag.Abort();
                    _clock.Cycle += _registers.Timeout;
                    TimeOut();
                    _clock.Cycle++;
                }
            }
            _position++;
            if (halt)
            {
                (_skipping, _beginning) = (false, true);
            }
        }
    }

    /// <summary>Takes reply messages as they are instead of reply words, if set: for a host in the same process, between programs only.</summary>
    public IUtMessageSink? Host
    {
        set => _reply.Host = value;
    }

    /// <summary>Drops what is left of a program; registers and chip keep their state.</summary>
    public void AbandonProgram()
    {
        DropAnswers();
        (_skipping, _beginning, _byteEnables) = (false, true, -1);
        _reply.Flush();
    }

    /// <summary>Completes a partly filled reply word, so that nothing lingers while no words come.</summary>
    public void FlushReplies()
    {
        Settle(Cycle);
        _reply.Flush();
    }

    /// <summary>
    /// A reset of the host link: the program, answers and notifications are dropped, the FPGA's registers go to their defaults, and with
    /// them its PHYs; chip and external memories keep their state.
    /// </summary>
    /// <remarks>Link-and-playback 1.4 item 3 (choice): a host brings everything up after it connected.</remarks>
    public void ResetLink()
    {
        AbandonProgram();
        AdvanceChip(Cycle);
        _events.Drop();
        _registers.Reset(Cycle);
        (_clock.TimerZero, _reply.Annotate) = (Cycle, false);
    }

    private void Execute(ulong word)
    {
        switch ((int)(word >> 56))
        {
            case 0:
                _jtag.Init(_position, Cycle);
                break;
            case 1:
                _jtag.SetDivider((int)(word & 0xFF));
                break;
            case 2:
                _jtag.Select((int)(word & 0x7F), _position, Cycle);
                break;
            case 3:
                _jtag.Shift(word & ((1UL << 33) - 1), (int)(word >> 40 & 0x3F), (word >> 48 & 1) != 0, _position, Cycle);
                break;
            case 4:
                _clock.TimerZero = Cycle;
                break;
            case 5:
                _clock.Cycle = Math.Max(Cycle, _clock.TimerZero + (uint)word);
                break;
            case 6:
                Synchronise((word & 1) != 0);
                break;
            case 7:
                Barrier((int)(word & 0x1F));
                break;
            case 8:
                Poll((word & 1) != 0);
                break;
            case 9:
                Reset((word & 1) != 0);
                break;
            case 10:
                LoopBack((word & 1) != 0);
                break;
            case 11:
                Address(word);
                break;
            case 12:
                Data((uint)word);
                break;
            case 13 or 14 or 15:
                Spikes((int)(word >> 56) - 12, word);
                break;
            default:
                throw new NotEmulatedException($"Instruction {_position} of the program has the unknown header {word >> 56} (0x{word:X16}); "
                    + "the host must reset the link.", 0, _position, Cycle);
        }
        _clock.Cycle++;
    }

    private void Spikes(int count, ulong word)
    {
        Happen(Cycle);
        if (_events.LoopsBack)
        {
            Settle(Cycle);
        }
        for (int k = count - 1; k >= 0; k--)
        {
            _events.Send((ushort)(word >> (16 * k)), Cycle);
        }
    }

    private void Reset(bool active)
    {
        Settle(Cycle);
        _chip.HoldReset(active, Cycle * ChipPerFpga);
        _links.HoldReset(active, Cycle);
        if (active)
        {
            _registers.SynchronisationLost();
        }
    }

    private void Synchronise(bool doSync)
    {
        Settle(Cycle);
        if (doSync && _links.Missing(Cycle) is { } missing)
        {
            // The FPGA tries as often as its register says, and gives up (choice).
            _omnibus.Note(_position, $"system time was not synchronised: {missing}");
            _registers.SynchronisationLost();
        }
        else if (doSync)
        {
            ulong start = _chip.Registers.SystemTimeBase;
            _clock.SystimeOffset = start - (ulong)Cycle;
            _chip.SynchroniseSystemTime(Cycle * ChipPerFpga, (long)start * ChipPerFpga);
            _registers.Synchronised(start, OmnibusUnit.ChipAccessCycles);
            _reply.Annotate = true;
        }
        if (_reply.Annotate)
        {
            _reply.SendSystime(_clock.SystemTime(Cycle));
        }
    }

    // A tick takes its place among the answers, so that nothing has to be integrated for it; a halt ends the program.
    private void LoopBack(bool tick)
    {
        if (tick)
        {
            _order.AddTick(Cycle);
            return;
        }
        Settle(Cycle);
        _reply.SendHalt(_clock.SystemTime(Cycle));
    }

    private void Address(ulong word)
    {
        _address = (uint)word;
        if ((word >> 36 & 1) == 0)
        {
            _byteEnables = (int)(word >> 32 & 0xF);
        }
        else if (MakeRoom())
        {
            // A CADC that converts keeps the access waiting, and the executor with it.
            _clock.Cycle = Math.Max(Cycle, _omnibus.ConversionEnd(_address));
            _omnibus.RequestRead(_address, _position, Cycle);
        }
    }

    private void Data(uint value)
    {
        // Data without an address is undefined; ignored (link-and-playback 3.4, choice).
        if (_byteEnables >= 0 && MakeRoom())
        {
            _omnibus.RequestWrite(_address, value, _byteEnables, _position, Cycle);
        }
        _byteEnables = -1;
    }

    // Too many accesses wait for a chip that does not answer: the executor waits too.
    private bool MakeRoom()
    {
        Happen(Cycle);
        return !_omnibus.IsFull || WaitWhile(OmnibusFull);
    }

    private void Barrier(int mask)
    {
        int never = (mask & 16) != 0 && _registers.SystimeCorrectionArmed ? Forever : 0;
        Happen(Cycle);
        WaitWhile(never | mask & (OmnibusBusy | JtagBusy));
    }

    private bool Holds(int conditions) => (conditions & Forever) != 0 || ((conditions & OmnibusFull) != 0 && _omnibus.IsFull)
        || ((conditions & OmnibusBusy) != 0 && _omnibus.IdleFrom > Cycle) || ((conditions & JtagBusy) != 0 && _jtag.IdleFrom > Cycle);

    // Time goes on from happening to happening until no condition holds; false if that takes longer than the instruction timeout.
    private bool WaitWhile(int conditions)
    {
        long deadline = Cycle + _registers.Timeout;
        while (Holds(conditions))
        {
            long next = Math.Min(NextHappening(), Math.Min(After(_omnibus.IdleFrom), After(_jtag.IdleFrom)));
            if (next > deadline)
            {
                _clock.Cycle = deadline;
                TimeOut();
                return false;
            }
            _clock.Cycle = next;
            Happen(next);
        }
        return true;
    }

    private long After(long cycle) => cycle > Cycle ? cycle : ClockTree.Never;

    private long NextHappening() => Math.Min(Math.Min(_jtag.NextDue, _omnibus.NextDue), _links.NextUp);

    // JTAG operations, links that come up and accesses that waited for them, in the order of their cycles.
    private void Happen(long cycle)
    {
        for (long next = NextHappening(); next <= cycle; next = NextHappening())
        {
            if (_links.NextFlap == next)
            {
                // What left the chip before does not see it.
                AdvanceChip(next);
                EmitUntil(next);
            }
            _links.Advance(next);
            if (_jtag.NextDue <= next)
            {
                _jtag.Act();
            }
            else if (_omnibus.NextDue <= next)
            {
                _omnibus.Act(next);
            }
        }
    }

    // All that happens until a cycle has happened, and what is due for the host was sent.
    private void Settle(long cycle)
    {
        Happen(cycle);
        AdvanceChip(cycle);
        EmitUntil(cycle);
    }

    // While SpikeIO leads events back into the chip it runs in steps shorter than that way.
    private void AdvanceChip(long cycle)
    {
        const long step = EventReceiver.SerialBits - 2;
        for (long now = _chip.Now / ChipPerFpga + step; _events.LoopsBack && now < cycle; now += step)
        {
            _events.FromSerial(now);
            _chip.AdvanceTo(now * ChipPerFpga);
            EmitUntil(now);
        }
        _events.FromSerial(cycle);
        _chip.AdvanceTo(cycle * ChipPerFpga);
    }

    private void CountChip(long cycle)
    {
        if (_events.LoopsBack)
        {
            AdvanceChip(cycle);
            return;
        }
        _events.FromSerial(cycle);
        _chip.CountUpTo(cycle * ChipPerFpga);
    }

    private void Poll(bool untilEqual)
    {
        long limit = Cycle + _registers.Timeout;
        uint address = _registers.PollingAddress;
        bool local = address >> 31 != 0;
        for (; Cycle <= limit; _clock.Cycle += PollCycles)
        {
            Happen(Cycle);
            if ((local || (!_omnibus.IsWaiting && _links.OmnibusFrom <= Cycle))
                && (_omnibus.Read(address, Cycle, _position) & _registers.PollingMask) == _registers.PollingTarget == untilEqual)
            {
                return;
            }
        }
        _clock.Cycle = limit;
        TimeOut();
    }

    private void TimeOut()
    {
        Settle(Cycle);
        if ((_omnibus.IsWaiting || _registers.PollingAddress >> 31 == 0) && _links.Missing(Cycle) is { } missing)
        {
            _omnibus.Note(_position, $"chip Omnibus does not answer: {missing}");
        }
        _reply.SendTimeout((uint)_position, 0, Math.Min(_omnibus.ReadsInFlight, MaximumReadsShown), _clock.SystemTime(Cycle));
        DropAnswers();
        _skipping = true;
    }

    private void DropAnswers()
    {
        _order.DropTicks();
        _omnibus.Drop();
        _jtag.Drop();
    }

    private void EmitUntil(long cycle) => _order.SendUntil(cycle);
}
