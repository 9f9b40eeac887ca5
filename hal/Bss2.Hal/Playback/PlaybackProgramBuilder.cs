using System.Runtime.InteropServices;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;
using Bss2.Spikes;

namespace Bss2.Hal.Playback;

/// <summary>Collects instructions; reads return tickets. Building gives an immutable program and an empty builder.</summary>
/// <remarks>Source: fisch playback_program_builder; link-and-playback 4.1: tickets count positions per kind of answer.</remarks>
public sealed class PlaybackProgramBuilder : IInstructionSink
{
    private readonly List<ulong> _words = [];
    private readonly int[] _expected = new int[3];
    // Made when the first ticket is drawn.
    private object? _token;

    /// <summary>Instructions so far.</summary>
    public int Count => _words.Count;

    /// <inheritdoc/>
    public void Append(ulong message)
    {
        Expect(message);
        _words.Add(message);
    }

    /// <summary>Appends messages in order.</summary>
    public PlaybackProgramBuilder Append(ReadOnlySpan<ulong> messages)
    {
        foreach (ulong message in messages)
        {
            Expect(message);
        }
        _words.AddRange(messages);
        return this;
    }

    /// <summary>Forgets what was collected; tickets drawn for it are void.</summary>
    public PlaybackProgramBuilder Clear()
    {
        _words.Clear();
        Array.Clear(_expected);
        _token = null;
        return this;
    }

    /// <summary>Writes a container.</summary>
    public PlaybackProgramBuilder Write<TCoordinate>(TCoordinate coordinate, IWritable<TCoordinate> container)
    {
        container.AppendWrite(coordinate, this);
        return this;
    }

    /// <summary>Writes what exists once.</summary>
    public PlaybackProgramBuilder Write(IWritable<Unique> container) => Write(default, container);

    /// <summary>Reads a container.</summary>
    public Ticket<TContainer> Read<TContainer, TCoordinate>(TCoordinate coordinate)
        where TContainer : IReadable<TContainer, TCoordinate>
    {
        int start = _expected[(int)TContainer.Answer];
        TContainer.AppendRead(coordinate, this);
        return new(_token ??= new(), TContainer.Answer, start, TContainer.AnswerCount, words => TContainer.Decode(coordinate, words));
    }

    /// <summary>
    /// Writes a container over a transport of choice, such as <see cref="RegisterTransports.OmnibusOverJtag"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The container cannot travel that way.</exception>
    public PlaybackProgramBuilder WriteOver<TContainer, TCoordinate>(
        RegisterTransports transport, TCoordinate coordinate, TContainer container)
        where TContainer : IOmnibusWritable<TContainer, TCoordinate>
        where TCoordinate : struct
    {
        RegisterAccess.AppendWrite(container, coordinate, transport, this);
        return this;
    }

    /// <summary>Reads a container over a transport of choice, such as <see cref="RegisterTransports.OmnibusOverJtag"/>.</summary>
    /// <exception cref="ArgumentException">The container cannot travel that way.</exception>
    public Ticket<TContainer> ReadOver<TContainer, TCoordinate>(RegisterTransports transport, TCoordinate coordinate)
        where TContainer : IOmnibusReadable<TContainer, TCoordinate>
        where TCoordinate : struct
    {
        AnswerKind kind = RegisterAccess.AnswerOf(transport);
        int start = _expected[(int)kind];
        RegisterAccess.AppendRead<TContainer, TCoordinate>(coordinate, transport, this);
        return new(_token ??= new(), kind, start, TContainer.Layout.Words, words => TContainer.Decode(coordinate, words));
    }

    /// <summary>Writes a 32-bit word.</summary>
    /// <param name="address">Omnibus word address; bit 31 selects the FPGA.</param>
    /// <param name="value">The word.</param>
    /// <param name="byteEnables">Bit i = byte i, lowest first.</param>
    public PlaybackProgramBuilder WriteOmnibus(uint address, uint value, int byteEnables = 0xF)
    {
        Append(ToFpga.OmnibusAddress(address, read: false, byteEnables));
        Append(ToFpga.OmnibusData(value));
        return this;
    }

    /// <summary>Reads a 32-bit word.</summary>
    public Ticket<uint> ReadOmnibus(uint address)
    {
        int start = _expected[(int)AnswerKind.OmnibusData];
        Append(ToFpga.OmnibusAddress(address, read: true));
        return new(_token ??= new(), AnswerKind.OmnibusData, start, 1, static words => (uint)words[0]);
    }

    /// <summary>Reads a 32-bit word of the chip over JTAG.</summary>
    public Ticket<uint> ReadOmnibusOverJtag(uint address)
    {
        int start = _expected[(int)AnswerKind.JtagData];
        new OverJtag(this).Append(ToFpga.OmnibusAddress(address, read: true));
        return new(_token ??= new(), AnswerKind.JtagData, start, 1, static words => (uint)words[0]);
    }

    /// <summary>Selects a JTAG register and shifts bits through it.</summary>
    /// <param name="register">JTAG instruction, 7 bits.</param>
    /// <param name="data">Bits to shift in, the first one lowest.</param>
    /// <param name="bits">How many, 3..33.</param>
    /// <returns>The bits that came out, the first one lowest.</returns>
    public Ticket<ulong> ReadJtag(int register, ulong data, int bits)
    {
        int start = _expected[(int)AnswerKind.JtagData];
        Append(ToFpga.JtagIns(register));
        Append(ToFpga.JtagData(data, bits, keepResponse: true));
        return new(_token ??= new(), AnswerKind.JtagData, start, 1, static words => words[0]);
    }

    /// <summary>Sets the timer to 0.</summary>
    public PlaybackProgramBuilder Setup() => Add(ToFpga.Setup());

    /// <summary>Blocks while the timer is below a value, FPGA cycles of 8 ns.</summary>
    public PlaybackProgramBuilder WaitUntil(uint timerCycles) => Add(ToFpga.WaitUntil(timerCycles));

    /// <summary>Sets the timer to 0 and waits.</summary>
    public PlaybackProgramBuilder Wait(uint cycles) => Setup().WaitUntil(cycles);

    /// <summary>Blocks until units are idle.</summary>
    public PlaybackProgramBuilder Barrier(Barriers units) => Add(ToFpga.Barrier((int)units));

    /// <summary>Blocks until the polled register matches or differs (PollingOmnibusBlockConfig).</summary>
    public PlaybackProgramBuilder PollingOmnibusBlock(bool untilEqual) => Add(ToFpga.PollingOmnibusBlock(untilEqual));

    /// <summary>Asks for a marker in the stream.</summary>
    public Ticket<NullPayloadReadable> Tick() => Read<NullPayloadReadable, Unique>(default);

    /// <summary>One event to the chip.</summary>
    public PlaybackProgramBuilder Spike(SpikeLabel label) => Add(ToFpga.SpikePack1(label.Value));

    /// <summary>Makes a program that ends with a halt, and starts afresh.</summary>
    /// <param name="used">A program that nobody has any more: its memory is used again (<see cref="PlaybackResult.Release"/>).</param>
    public PlaybackProgram Build(PlaybackProgram? used = null)
    {
        Append(ToFpga.Loopback(tick: false));
        return Take(used);
    }

    /// <summary>Makes a program as it stands; executors refuse one that does not end with a halt.</summary>
    public PlaybackProgram BuildWithoutHalt() => Take(null);

    private PlaybackProgram Take(PlaybackProgram? used)
    {
        PlaybackProgram program = used ?? new();
        program.Set(CollectionsMarshal.AsSpan(_words), _expected, _token);
        Clear();
        return program;
    }

    private void Expect(ulong message)
    {
        if (PlaybackProgram.AnswerOf(message) is { } kind)
        {
            _expected[(int)kind]++;
        }
    }

    private PlaybackProgramBuilder Add(ulong message)
    {
        Append(message);
        return this;
    }
}
