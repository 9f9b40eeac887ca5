using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;

namespace Bss2.Runtime.Configuration;

/// <summary>Writes whose timing does not matter, spread over as many programs as a limit of instructions asks for.</summary>
internal sealed class ProgramSeries
{
    // The largest container has ten words of two instructions; then a barrier and the halt.
    private const int Reserve = 24;

    private readonly List<PlaybackProgram> _programs = [];
    private readonly PlaybackProgramBuilder _builder = new();
    private readonly int _limit;

    /// <summary>Starts a series.</summary>
    /// <param name="limit">Most instructions per program, at least 32.</param>
    public ProgramSeries(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, Reserve + 8);
        _limit = limit;
    }

    public ProgramSeries Write<TCoordinate>(TCoordinate coordinate, IWritable<TCoordinate> container)
    {
        MakeRoom();
        _builder.Write(coordinate, container);
        return this;
    }

    /// <summary>Writes one word.</summary>
    /// <param name="instructions">Its address and its data.</param>
    public ProgramSeries Write(ReadOnlySpan<ulong> instructions)
    {
        MakeRoom();
        _builder.Append(instructions);
        return this;
    }

    public ProgramSeries Write(IWritable<Unique> container) => Write(default, container);

    /// <summary>Waits until all writes are done.</summary>
    public ProgramSeries Barrier()
    {
        MakeRoom();
        _builder.Barrier(Barriers.Omnibus);
        return this;
    }

    /// <summary>Waits, FPGA cycles of 8 ns.</summary>
    public ProgramSeries Wait(uint cycles)
    {
        MakeRoom();
        _builder.Wait(cycles);
        return this;
    }

    /// <summary>The programs, in order; none if nothing was written.</summary>
    public IReadOnlyList<PlaybackProgram> Build()
    {
        if (_builder.Count > 0)
        {
            Cut();
        }
        return _programs;
    }

    private void MakeRoom()
    {
        if (_builder.Count + Reserve > _limit)
        {
            Cut();
        }
    }

    private void Cut() => _programs.Add(_builder.Barrier(Barriers.Omnibus).Build());
}
