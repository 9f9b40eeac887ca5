using Bss2.Emulator.Digital;

namespace Bss2.Emulator.Fpga;

/// <summary>Omnibus accesses of FPGA and chip: who answers, when, and what stands in the way.</summary>
/// <remarks>
/// Link-and-playback 3.4, 6.1. An access to the chip needs its core clock and a high-speed link. Without them it waits, and with it every
/// later access to the chip and every later answer, for answers keep the order of their requests; whoever then waits for the Omnibus
/// runs into the instruction timeout.
/// </remarks>
internal sealed class OmnibusUnit
{
    /// <summary>Chip register access, FPGA cycles (link-and-playback 6.1 item 7: 50 to 150).</summary>
    public const int ChipAccessCycles = 100;

    /// <summary>FPGA register access, FPGA cycles (same).</summary>
    public const int LocalAccessCycles = 10;

    /// <summary>Accesses that wait for the chip before the executor has to (52 reads in flight: link-and-playback 2.3).</summary>
    public const int MostWaiting = 52;

    private const int ChipPerFpga = EventTiming.ChipCyclesPerFpgaCycle;

    private readonly DigitalChip _chip;
    private readonly FpgaRegisters _registers;
    private readonly HighSpeedLinks _links;
    private readonly Board.EmulatedBoardDevices _board;
    private readonly EmulatorDiagnostics _diagnostics;
    private readonly Action<long> _advanceChip, _countChip, _emit;
    private readonly Queue<(long Due, uint Value)> _answers = new();
    private readonly Queue<OmnibusAccess> _waiting = new();

    /// <summary>Joins them.</summary>
    /// <param name="chip">Chip registers.</param>
    /// <param name="registers">FPGA registers.</param>
    /// <param name="board">Devices behind the I2C and SPI masters.</param>
    /// <param name="advanceChip">Runs the chip up to a cycle.</param>
    /// <param name="countChip">Runs it as far as its counters and events need.</param>
    /// <param name="emit">Sends the host what is due until a cycle.</param>
    public OmnibusUnit(DigitalChip chip, FpgaRegisters registers, Board.EmulatedBoardDevices board,
        Action<long> advanceChip, Action<long> countChip, Action<long> emit)
    {
        (_chip, _registers, _links, _board) = (chip, registers, chip.Links, board);
        (_diagnostics, _advanceChip, _countChip, _emit) = (chip.Diagnostics, advanceChip, countChip, emit);
    }

    /// <summary>Answers for the host.</summary>
    public Queue<(long Due, uint Value)> Answers => _answers;

    /// <summary>Reads that the host has no answer to yet.</summary>
    public int ReadsInFlight => _answers.Count + _waiting.Count(access => access.ByteEnables == 0);

    /// <summary>Whether the executor has to wait before the next access to the chip.</summary>
    public bool IsFull => _waiting.Count >= MostWaiting;

    /// <summary>Whether an access waits for the chip.</summary>
    public bool IsWaiting => _waiting.Count > 0;

    /// <summary>Cycle at which the chip answers what waits; never if nothing waits or it does not answer.</summary>
    public long NextDue => _waiting.Count > 0 ? _links.OmnibusFrom : ClockTree.Never;

    /// <summary>Cycle from which all is answered.</summary>
    public long IdleFrom => _waiting.Count > 0 ? ClockTree.Never : _idleFrom;

    private long _idleFrom;

    /// <summary>Instruction whose access acts.</summary>
    public long Position { get; private set; }

    /// <summary>A program asks for a word.</summary>
    public void RequestRead(uint address, long position, long cycle)
    {
        bool local = IsLocal(address);
        if (_waiting.Count > 0 || !(local || _links.OmnibusFrom <= cycle))
        {
            Position = position;
            Find(address, BlockAccess.Read, cycle);
            _waiting.Enqueue(new(address, local ? Read(address, cycle, position) : 0, 0, position));
            return;
        }
        Answer(address, Read(address, cycle, position), cycle);
    }

    /// <summary>A program writes a word.</summary>
    public void RequestWrite(uint address, uint value, int byteEnables, long position, long cycle)
    {
        if (IsLocal(address) || (_waiting.Count == 0 && _links.OmnibusFrom <= cycle))
        {
            Acknowledge(address, value, byteEnables, position, cycle);
        }
        else
        {
            Position = position;
            Find(address, BlockAccess.Write, cycle);
            _waiting.Enqueue(new(address, value, byteEnables | OfWrite, position));
        }
    }

    /// <summary>The chip answers what waits.</summary>
    public void Act(long cycle)
    {
        while (_waiting.TryDequeue(out OmnibusAccess access))
        {
            if (access.ByteEnables != 0)
            {
                Acknowledge(access.Address, access.Value, access.ByteEnables & 0xF, access.Position, cycle);
            }
            else
            {
                uint value = IsLocal(access.Address) ? access.Value : Read(access.Address, cycle, access.Position);
                Answer(access.Address, value, cycle);
            }
        }
    }

    /// <summary>Forgets what waits.</summary>
    public void Abort() => _waiting.Clear();

    /// <summary>Forgets what waits and what the host still has to get.</summary>
    public void Drop()
    {
        _waiting.Clear();
        _answers.Clear();
    }

    /// <summary>Counts the true reason of something.</summary>
    public void Note(long position, string cause)
    {
        Position = position;
        _diagnostics.Add(EmulatorDiagnosticKind.Cause, cause);
    }

    /// <summary>Reads a word at a cycle.</summary>
    /// <exception cref="UnmappedAddressException">Nothing lives there, or it cannot be read.</exception>
    public uint Read(uint address, long cycle, long position)
    {
        Position = position;
        OmnibusBlock block = Find(address, BlockAccess.Read, cycle);
        if (IsI2c(address))
        {
            _advanceChip(cycle);
            return _board.I2c(address - FpgaMap.I2c, null, cycle);
        }
        if (IsLocal(address))
        {
            return _registers.Read(address, cycle);
        }
        if (block.Kind != BlockKind.CadcBuffered)
        {
            // What a conversion caught does not change any more.
            RunChip(block, cycle);
        }
        return _chip.Registers.Read(block, address, cycle * ChipPerFpga);
    }

    /// <summary>Writes a word at a cycle; what left the chip before does not see it.</summary>
    /// <exception cref="UnmappedAddressException">Nothing lives there, or it cannot be written.</exception>
    /// <exception cref="NotEmulatedException">The plasticity processor was started.</exception>
    public void Write(uint address, uint value, int byteEnables, long cycle, long position)
    {
        Position = position;
        OmnibusBlock block = Find(address, BlockAccess.Write, cycle);
        bool local = IsLocal(address);
        if (byteEnables != 0xF)
        {
            _advanceChip(cycle);
            uint mask = 0;
            for (int b = 0; b < 4; b++)
            {
                mask |= (byteEnables >> b & 1) != 0 ? 0xFFu << (8 * b) : 0;
            }
            uint old = local ? _registers.Read(address, cycle) : _chip.Registers.Read(block, address, cycle * ChipPerFpga);
            value = old & ~mask | value & mask;
        }
        Examine(block.Ignored, block.Name, (int)(address - block.Base), address, value);
        if (local)
        {
            // What arrived before a setting must not see it.
            if (address >= FpgaMap.EndOfMemory)
            {
                _countChip(cycle);
                _emit(cycle);
            }
            WriteLocal(address, value, cycle);
            return;
        }
        if (!_chip.TakesAhead(block, address, value))
        {
            RunChip(block, cycle);
        }
        if (block.Kind == BlockKind.PpuControl && (value & 1) != 0)
        {
            throw new NotEmulatedException($"The program starts the plasticity processor ({block.Name}, address 0x{address:X8}, instruction "
                + $"{position}); it is not emulated.", address, position, cycle);
        }
        if (block.Kind is BlockKind.PhyEnable or BlockKind.Pll)
        {
            _emit(cycle);
        }
        if (block.Kind == BlockKind.CapMemCell && _chip.Registers.CapMem.Missing is { } missing)
        {
            Note(position, $"CapMem cells were written that do not follow their codes: {missing}");
        }
        _chip.Write(block, address, value, cycle * ChipPerFpga);
    }

    private void RunChip(OmnibusBlock block, long cycle)
    {
        if (DigitalChip.OnlyCounts(block.Kind))
        {
            _countChip(cycle);
        }
        else
        {
            _advanceChip(cycle);
        }
    }

    /// <summary>Runs the chip up to a cycle: what comes over JTAG must not reach back.</summary>
    public void RunChip(long cycle) => _advanceChip(cycle);

    /// <summary>Counts the fields of a word that came over JTAG and ask for more than is emulated.</summary>
    /// <param name="block">Name of its block.</param>
    /// <param name="offset">Place of the word in the block.</param>
    /// <param name="value">The word.</param>
    public void Examine(string block, int offset, uint value) => Examine(IgnoredFields.Of(block), block, offset, null, value);

    private void Examine((int Words, IgnoredField[] Fields)? ignored, string block, int offset, uint? address, uint value)
    {
        if (ignored is not { } found)
        {
            return;
        }
        foreach (IgnoredField field in found.Fields)
        {
            if (field.Word == offset % found.Words && field.IsAskedFor(value))
            {
                _diagnostics.Add(EmulatorDiagnosticKind.Ignored, field.Diagnostic, address, value, $"{block} {offset / found.Words}");
            }
        }
    }

    // Tells a write with no byte enabled from a read.
    private const int OfWrite = 0x10;

    private static bool IsLocal(uint address) => address >> 31 != 0;

    private static bool IsI2c(uint address) => address - FpgaMap.I2c < FpgaMap.I2cLength;

    private void WriteLocal(uint address, uint value, long cycle)
    {
        if (IsI2c(address))
        {
            _board.I2c(address - FpgaMap.I2c, value, cycle);
        }
        else if (address - FpgaMap.Spi < FpgaMap.SpiLength)
        {
            _board.Spi(address - FpgaMap.Spi, value);
        }
        else
        {
            _registers.Write(address, value, cycle);
        }
    }

    /// <summary>FPGA cycle at which a CADC that this address triggers is free; 0 for other addresses.</summary>
    public long ConversionEnd(uint address) => !IsLocal(address) && _chip.Registers.Map.Find(address) is { } block
        ? (_chip.Converters.FreeFrom(block) + ChipPerFpga - 1) / ChipPerFpga : 0;

    // Answers keep the order of their requests, so a quick FPGA read waits for a slow chip read before it. A CADC that converts keeps
    // its access waiting.
    private void Answer(uint address, uint value, long cycle)
    {
        Occupy(address, Math.Max(cycle, ConversionEnd(address)));
        _answers.Enqueue((_idleFrom, value));
    }

    private void Acknowledge(uint address, uint value, int byteEnables, long position, long cycle)
    {
        Write(address, value, byteEnables, cycle, position);
        Occupy(address, cycle);
    }

    private void Occupy(uint address, long cycle)
    {
        if (!IsLocal(address))
        {
            _links.CountAccess(cycle);
        }
        _idleFrom = Math.Max(_idleFrom, cycle + (!IsLocal(address) ? ChipAccessCycles : IsI2c(address) ? Board.BoardDefaults.ByteCycles : LocalAccessCycles));
    }

    private OmnibusBlock Find(uint address, BlockAccess access, long cycle)
    {
        OmnibusMap map = IsLocal(address) ? _registers.Map : _chip.Registers.Map;
        OmnibusBlock? block = map.Find(address);
        if (block is not null && (block.Access & access) != 0)
        {
            return block;
        }
        string verb = access == BlockAccess.Read ? "reads" : "writes", where = $"instruction {Position} of the program, FPGA cycle {cycle}";
        if (block is not null)
        {
            throw new UnmappedAddressException($"The program {verb} {block.Name} at 0x{address:X8}, which allows only the other direction "
                + $"({where}).", address, Position, cycle);
        }
        OmnibusBlock near = map.Nearest(address);
        throw new UnmappedAddressException($"The program {verb} 0x{address:X8}, where nothing lives ({where}). The nearest block is "
            + $"{near.Name}, 0x{near.Base:X8}..0x{near.Last:X8}. Check the coordinate or the address table.", address, Position, cycle);
    }
}
