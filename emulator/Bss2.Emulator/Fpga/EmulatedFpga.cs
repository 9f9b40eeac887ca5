using Bss2.Emulator.Digital;
using Bss2.Hal;

namespace Bss2.Emulator.Fpga;

/// <summary>
/// The executor: takes to-FPGA words, runs them in virtual time of 8 ns cycles and appends reply words. It executes while words arrive;
/// time stands still while it waits for them, so results do not depend on how a program is cut into pieces.
/// </summary>
/// <remarks>
/// Link-and-playback 3, 6. One instruction per cycle. Choices where hardware is unpublished: a register write acts when it is executed
/// and is complete <see cref="ChipAccessCycles"/> later; a read takes its value when executed and answers that much later, so a missing
/// barrier shows; on a timeout the rest of the program is skipped up to its halt.
/// </remarks>
internal sealed class EmulatedFpga
{
    /// <summary>Chip register access, FPGA cycles (link-and-playback 6.1 item 7: 50 to 150).</summary>
    public const int ChipAccessCycles = 100;

    /// <summary>FPGA register access, FPGA cycles (same).</summary>
    public const int LocalAccessCycles = 10;

    /// <summary>JTAG transfer, FPGA cycles per bit at the default divider: assumption.</summary>
    public const int JtagCyclesPerBit = 8;

    private const int ChipPerFpga = EventTiming.ChipCyclesPerFpgaCycle, EventsPerMessage = 3, PollCycles = 50, MaximumReadsShown = 52;
    private const uint JtagId = 0x3485_80AF, EventRecordingAddress = 0x8800_0005;

    private const uint I2cBase = 0x8800_7800, I2cLength = 0x201, SpiBase = 0x8800_7000, SpiLength = 6;

    private readonly DigitalChip _chip;
    private readonly Board.EmulatedBoardDevices _board;
    private readonly FpgaRegisters _registers;
    private readonly ReplyStream _reply;
    private readonly Queue<(long Due, ulong Value)> _omnibusAnswers = new(), _jtagAnswers = new();
    private readonly ChipEvent[] _pack = new ChipEvent[EventsPerMessage];
    private readonly JtagPort _jtag = new();
    private long _cycle, _timerZero, _omnibusIdle, _jtagIdle, _position, _eventFree;
    private ulong _systimeOffset;
    private uint _address;
    private int _byteEnables = -1, _reads;
    private bool _skipping, _beginning = true;

    public EmulatedFpga(DigitalChip chip, ulong dna, int? die, List<ulong> replies)
    {
        (_chip, _registers, _reply) = (chip, new(dna), new(replies));
        _board = new(die, (uint)dna, () => (chip.SynapticEvents.Count, chip.Counters.PadiPulses + chip.Counters.FpgaArrived));
    }

    /// <summary>FPGA cycles since power-on.</summary>
    public long Cycle => _cycle;

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
                    _cycle += _registers.Timeout;
                    TimeOut();
                    _cycle++;
                }
            }
            _position++;
            if (halt)
            {
                (_skipping, _beginning) = (false, true);
            }
        }
    }

    /// <summary>Drops what is left of a program, as a reset of the link does; the chip keeps its state.</summary>
    public void AbandonProgram()
    {
        DropAnswers();
        (_skipping, _beginning, _byteEnables) = (false, true, -1);
        _reply.Flush();
    }

    /// <summary>Completes a partly filled reply word, so that nothing lingers while no words come.</summary>
    public void FlushReplies() => _reply.Flush();

    private ulong SystemTime(long cycle) => (ulong)cycle + _systimeOffset & ((1UL << 43) - 1);

    private void Execute(ulong word)
    {
        switch ((int)(word >> 56))
        {
            case 0:
                _jtag.Init();
                break;
            case 1:
                break;
            case 2:
                _jtag.Select((int)(word & 0x7F));
                break;
            case 3:
                Shift(word);
                break;
            case 4:
                _timerZero = _cycle;
                break;
            case 5:
                _cycle = Math.Max(_cycle, _timerZero + (uint)word);
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
                _chip.HoldReset((word & 1) != 0, _cycle * ChipPerFpga);
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
                    + "the host must reset the link.", 0, _position, _cycle);
        }
        _cycle++;
    }

    private void Spikes(int count, ulong word)
    {
        for (int k = count - 1; k >= 0; k--)
        {
            _chip.Fabric.FromHost((ushort)(word >> (16 * k)), _cycle * ChipPerFpga);
        }
    }

    private void Synchronise(bool doSync)
    {
        _chip.AdvanceTo(_cycle * ChipPerFpga);
        EmitUntil(_cycle);
        if (doSync)
        {
            ulong start = _chip.Registers.SystemTimeBase;
            _systimeOffset = start - (ulong)_cycle;
            _chip.SynchroniseSystemTime(_cycle * ChipPerFpga, (long)start * ChipPerFpga);
            _registers.Synchronised(start, ChipAccessCycles);
            _reply.Annotate = true;
        }
        if (_reply.Annotate)
        {
            _reply.SendSystime(SystemTime(_cycle));
        }
    }

    private void LoopBack(bool tick)
    {
        _chip.AdvanceTo(_cycle * ChipPerFpga);
        EmitUntil(_cycle);
        if (tick)
        {
            _reply.SendTick(SystemTime(_cycle));
        }
        else
        {
            _reply.SendHalt(SystemTime(_cycle));
        }
    }

    private void Address(ulong word)
    {
        _address = (uint)word;
        if ((word >> 36 & 1) == 0)
        {
            _byteEnables = (int)(word >> 32 & 0xF);
            return;
        }
        // Answers keep the order of their requests, so a quick FPGA read waits for a slow chip read before it.
        // A CADC that converts keeps the access waiting, and the executor with it.
        _cycle = Math.Max(_cycle, ConversionEnd(_address));
        uint value = Read(_address);
        _omnibusIdle = Math.Max(_omnibusIdle, Math.Max(_cycle, ConversionEnd(_address)) + AccessCycles(_address));
        _omnibusAnswers.Enqueue((_omnibusIdle, value));
        _reads++;
    }

    private void Data(uint value)
    {
        if (_byteEnables < 0)
        {
            // Data without an address is undefined; ignored (link-and-playback 3.4, choice).
            return;
        }
        Write(_address, value, _byteEnables);
        _byteEnables = -1;
        _omnibusIdle = Math.Max(_omnibusIdle, _cycle + AccessCycles(_address));
    }

    // FPGA cycle at which a CADC that this address triggers is free; 0 for other addresses.
    private long ConversionEnd(uint address) => address >> 31 == 0 && _chip.Registers.Map.Find(address) is { } block
        ? (_chip.Converters.FreeFrom(block) + ChipPerFpga - 1) / ChipPerFpga : 0;

    private static int AccessCycles(uint address) => address >> 31 == 0 ? ChipAccessCycles
        : address - I2cBase < I2cLength ? Board.BoardDefaults.ByteCycles : LocalAccessCycles;

    private uint Read(uint address)
    {
        OmnibusBlock block = Find(address, BlockAccess.Read);
        if (address - I2cBase < I2cLength)
        {
            _chip.AdvanceTo(_cycle * ChipPerFpga);
            return _board.I2c(address - I2cBase, null, _cycle);
        }
        if (address >> 31 != 0)
        {
            return _registers.Read(address, (uint)(_cycle - _timerZero));
        }
        _chip.AdvanceTo(_cycle * ChipPerFpga);
        return _chip.Registers.Read(block, address, _cycle * ChipPerFpga);
    }

    private void Write(uint address, uint value, int byteEnables)
    {
        OmnibusBlock block = Find(address, BlockAccess.Write);
        bool local = address >> 31 != 0;
        if (byteEnables != 0xF)
        {
            uint mask = 0;
            for (int b = 0; b < 4; b++)
            {
                mask |= (byteEnables >> b & 1) != 0 ? 0xFFu << (8 * b) : 0;
            }
            uint old = local ? _registers.Read(address, 0) : _chip.Registers.Read(block, address, _cycle * ChipPerFpga);
            value = old & ~mask | value & mask;
        }
        // What left the chip before the write must not see it.
        if (local || !DigitalChip.ActsInOrder(block.Kind))
        {
            _chip.AdvanceTo(_cycle * ChipPerFpga);
        }
        if (local)
        {
            if (address == EventRecordingAddress)
            {
                EmitUntil(_cycle);
            }
            if (address - I2cBase < I2cLength)
            {
                _board.I2c(address - I2cBase, value, _cycle);
            }
            else if (address - SpiBase < SpiLength)
            {
                _board.Spi(address - SpiBase, value);
            }
            else
            {
                _registers.Write(address, value);
            }
            return;
        }
        if (block.Kind == BlockKind.PpuControl && (value & 1) != 0)
        {
            throw new NotEmulatedException($"The program starts the plasticity processor ({block.Name}, address 0x{address:X8}, instruction "
                + $"{_position}); it is not emulated.", address, _position, _cycle);
        }
        _chip.Registers.Write(block, address, value, _cycle * ChipPerFpga);
    }

    private OmnibusBlock Find(uint address, BlockAccess access)
    {
        OmnibusMap map = address >> 31 != 0 ? _registers.Map : _chip.Registers.Map;
        string verb = access == BlockAccess.Read ? "reads" : "writes";
        OmnibusBlock? block = map.Find(address);
        string where = $"instruction {_position} of the program, FPGA cycle {_cycle}";
        if (block is null)
        {
            OmnibusBlock near = map.Nearest(address);
            throw new UnmappedAddressException($"The program {verb} 0x{address:X8}, where nothing lives ({where}). The nearest block is "
                + $"{near.Name}, 0x{near.Base:X8}..0x{near.Last:X8}. Check the coordinate or the address table.", address, _position, _cycle);
        }
        if ((block.Access & access) == 0)
        {
            throw new UnmappedAddressException($"The program {verb} {block.Name} at 0x{address:X8}, which allows only the other direction "
                + $"({where}).", address, _position, _cycle);
        }
        if (block.Kind == BlockKind.NotEmulated)
        {
            throw new NotEmulatedException($"The program {verb} {block.Name} at 0x{address:X8} ({where}): this part exists but is not emulated.",
                address, _position, _cycle);
        }
        return block;
    }

    private void Barrier(int mask)
    {
        long until = _cycle;
        until = (mask & 1) != 0 ? Math.Max(until, _omnibusIdle) : until;
        until = (mask & 2) != 0 ? Math.Max(until, _jtagIdle) : until;
        bool never = (mask & 16) != 0 && _registers.SystimeCorrectionArmed;
        if (never || until - _cycle > _registers.Timeout)
        {
            _cycle += _registers.Timeout;
            TimeOut();
            return;
        }
        _cycle = until;
    }

    private void Poll(bool untilEqual)
    {
        long limit = _cycle + _registers.Timeout;
        while (_cycle <= limit)
        {
            if ((Read(_registers.PollingAddress) & _registers.PollingMask) == _registers.PollingTarget == untilEqual)
            {
                return;
            }
            _cycle += PollCycles;
        }
        _cycle = limit;
        TimeOut();
    }

    private void TimeOut()
    {
        _chip.AdvanceTo(_cycle * ChipPerFpga);
        EmitUntil(_cycle);
        _reply.SendTimeout((uint)_position, 0, Math.Min(_reads, MaximumReadsShown), SystemTime(_cycle));
        DropAnswers();
        _skipping = true;
    }

    private void DropAnswers()
    {
        _omnibusAnswers.Clear();
        _jtagAnswers.Clear();
        _reads = 0;
    }

    private void Shift(ulong word)
    {
        int bits = (int)(word >> 40 & 0x3F);
        ulong data = word & ((1UL << 33) - 1);
        ulong answer = _jtag.Shift(data, bits, JtagId, Read, (address, value) => Write(address, value, 0xF));
        _jtagIdle = Math.Max(_jtagIdle, _cycle) + bits * JtagCyclesPerBit;
        if ((word >> 48 & 1) != 0)
        {
            _jtagAnswers.Enqueue((_jtagIdle, answer));
        }
    }

    // Sends answers and events that are due, in time order; answers first within a cycle. The two units answer independently: a
    // quick Omnibus answer overtakes a slow JTAG one.
    private void EmitUntil(long cycle)
    {
        while (true)
        {
            long omnibus = _omnibusAnswers.TryPeek(out (long Due, ulong Value) word) ? word.Due : long.MaxValue;
            long jtag = _jtagAnswers.TryPeek(out (long Due, ulong Value) bits) ? bits.Due : long.MaxValue;
            long arrival = _chip.Fabric.Departed.TryPeek(out ChipEvent e) ? Math.Max(e.ArrivalFpgaCycle, _eventFree) : long.MaxValue;
            long sample = _chip.Converters.Madc.Departed.TryPeek(out ChipEvent s) ? Math.Max(s.ArrivalFpgaCycle, _eventFree) : long.MaxValue;
            if (Math.Min(Math.Min(omnibus, jtag), Math.Min(arrival, sample)) > cycle)
            {
                return;
            }
            if (omnibus <= jtag && omnibus <= Math.Min(arrival, sample))
            {
                _omnibusAnswers.Dequeue();
                _reads--;
                _reply.SendOmnibus((uint)word.Value, SystemTime(omnibus));
            }
            else if (jtag <= Math.Min(arrival, sample))
            {
                _jtagAnswers.Dequeue();
                _reply.SendJtag(bits.Value, SystemTime(jtag));
            }
            else if (arrival <= sample)
            {
                EmitEvents(arrival);
            }
            else
            {
                EmitMadcSamples(sample);
            }
        }
    }

    private void EmitMadcSamples(long cycle)
    {
        int count = 0;
        while (count < EventsPerMessage && _chip.Converters.Madc.Departed.TryPeek(out ChipEvent s) && s.ArrivalFpgaCycle <= cycle)
        {
            _pack[count++] = _chip.Converters.Madc.Departed.Dequeue();
        }
        _eventFree = cycle + 1;
        if (_registers.EventRecording)
        {
            _reply.SendMadcSamples(_pack.AsSpan(0, count), SystemTime(cycle));
        }
    }

    private void EmitEvents(long cycle)
    {
        int count = 0;
        while (count < EventsPerMessage && _chip.Fabric.Departed.TryPeek(out ChipEvent e) && e.ArrivalFpgaCycle <= cycle)
        {
            _pack[count++] = _chip.Fabric.Departed.Dequeue();
        }
        _chip.Counters.OnLink -= count;
        _chip.Counters.FpgaArrived += count;
        _eventFree = cycle + 1;
        if (!_registers.EventRecording)
        {
            _chip.Counters.RecordingOff += count;
            return;
        }
        _chip.Counters.Recorded += count;
        _reply.SendEvents(_pack.AsSpan(0, count), SystemTime(cycle));
    }
}
