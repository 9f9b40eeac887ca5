using Bss2.Hal.Containers;
using Bss2.Spikes;

namespace Bss2.Hal.Playback;

/// <summary>Collects commands with absolute times, in any order, and turns them into a program.</summary>
/// <remarks>
/// Source: stadls absolute_time_playback_program_builder; link-and-playback 4.5: a stable sort, Setup first, WaitUntil(time − 1) before a
/// command that is not due yet; each command takes a cycle, so simultaneous ones follow each other.
/// </remarks>
public sealed class AbsoluteTimeProgramBuilder
{
    private readonly List<(uint Cycle, Action<PlaybackProgramBuilder> Command)> _commands = [];

    /// <summary>Writes a container at a time.</summary>
    /// <param name="cycle">FPGA cycles after the program's start.</param>
    /// <param name="coordinate">Where.</param>
    /// <param name="container">What.</param>
    public AbsoluteTimeProgramBuilder Write<TCoordinate>(uint cycle, TCoordinate coordinate, IWritable<TCoordinate> container)
    {
        _commands.Add((cycle, builder => builder.Write(coordinate, container)));
        return this;
    }

    /// <summary>Sends an event at a time.</summary>
    public AbsoluteTimeProgramBuilder Spike(uint cycle, SpikeLabel label)
    {
        _commands.Add((cycle, builder => builder.Spike(label)));
        return this;
    }

    /// <summary>Reads a container at a time; the ticket is handed over when the program is built.</summary>
    public AbsoluteTimeProgramBuilder Read<TContainer, TCoordinate>(uint cycle, TCoordinate coordinate, Action<Ticket<TContainer>> ticket)
        where TContainer : IReadable<TContainer, TCoordinate>
    {
        _commands.Add((cycle, builder => ticket(builder.Read<TContainer, TCoordinate>(coordinate))));
        return this;
    }

    /// <summary>Appends everything to a builder, and starts afresh.</summary>
    public void AppendTo(PlaybackProgramBuilder builder)
    {
        builder.Setup();
        uint now = 0;
        foreach ((uint cycle, Action<PlaybackProgramBuilder> command) in _commands.OrderBy(entry => entry.Cycle))
        {
            if (cycle > now)
            {
                builder.WaitUntil(cycle - 1);
                now = cycle;
            }
            command(builder);
            now++;
        }
        _commands.Clear();
    }
}
