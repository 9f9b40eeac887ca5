using System.Buffers.Binary;
using System.Diagnostics;

namespace Bss2.Emulator.Wire;

/// <summary>The board's end of a serial link: takes frames from a line of bytes, executes, answers.</summary>
/// <remarks>Link-and-playback 7b. One thread reads, one writes and keeps the times, one executes.</remarks>
public sealed class SerialFarEnd : IDisposable
{
    private const int ReadBytes = 16 * 1024, WriteBytes = 16 * 1024, SliceWords = 1024, Reset = 3, LongestWaitMs = 1000;

    private readonly EmulatedBoard _board;
    private readonly PseudoTerminal _line;
    private readonly BoardOwner _owner;
    private readonly Thread[] _threads;
    // Guards the session and wakes the writer and the executor.
    private readonly object _gate = new();
    private readonly byte[] _stuffed = new byte[LineCode.LineBytes(SerialSession.MaximumBytes)];
    private int _stuffedBytes;
    private bool _overlong, _stopped;
    private SerialSession? _session;

    /// <summary>Starts to listen.</summary>
    /// <param name="board">The board behind this wire.</param>
    /// <param name="line">The line; closed with this object.</param>
    public SerialFarEnd(EmulatedBoard board, PseudoTerminal line)
    {
        (_board, _line) = (board, line);
        _owner = new($"serial host on {line.Name}", LoseBoard);
        _threads = [Started(Read, "bss2 serial read"), Started(Write, "bss2 serial write"), Started(Execute, "bss2 serial execute")];
    }

    private static long NowUs => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);

    /// <summary>Closes the line.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
        _line.Close();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
        _line.Dispose();
        _board.Release(_owner);
    }

    private static Thread Started(ThreadStart work, string name)
    {
        var thread = new Thread(work) { Name = name, IsBackground = true };
        thread.Start();
        return thread;
    }

    private void LoseBoard()
    {
        lock (_gate)
        {
            _session = null;
        }
    }

    private void Read()
    {
        var buffer = new byte[ReadBytes];
        try
        {
            int got;
            while ((got = _line.Read(buffer)) > 0)
            {
                Take(buffer.AsSpan(0, got));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The line is gone, or was closed from here.
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            if (value != 0)
            {
                if (_stuffedBytes < _stuffed.Length)
                {
                    _stuffed[_stuffedBytes++] = value;
                }
                else
                {
                    _overlong = true;
                }
                continue;
            }
            if (!_overlong && LineCode.TryUnstuff(_stuffed.AsSpan(0, _stuffedBytes), out int length))
            {
                TakeFrame(_stuffed.AsSpan(0, length));
            }
            (_stuffedBytes, _overlong) = (0, false);
        }
    }

    private void TakeFrame(ReadOnlySpan<byte> frame)
    {
        int body = frame.Length - SerialSession.CrcBytes;
        if (body < SerialSession.HeadBytes || frame[0] is < 1 or > 6 || frame[3] > SerialSession.MaximumWords
            || body != SerialSession.HeadBytes + frame[3] * sizeof(ulong)
            || BinaryPrimitives.ReadUInt32LittleEndian(frame[body..]) != LineCode.Crc(frame[..body]))
        {
            return;
        }
        if (frame[0] == Reset)
        {
            // The board first: taking it over may tell another wire's host, which must not wait for this gate.
            _board.TakeOver(_owner);
        }
        lock (_gate)
        {
            if (frame[0] == Reset)
            {
                _session = new(_board.InfoText);
            }
            else
            {
                _session?.Receive(frame[0], frame[1], frame[2], frame[SerialSession.HeadBytes..body], NowUs);
            }
            Monitor.PulseAll(_gate);
        }
    }

    private void Write()
    {
        var buffer = new byte[WriteBytes];
        try
        {
            while (true)
            {
                int bytes;
                lock (_gate)
                {
                    while ((bytes = _session?.Write(buffer, NowUs) ?? 0) == 0)
                    {
                        if (_stopped)
                        {
                            return;
                        }
                        long waitUs = _session?.NextLookUs ?? long.MaxValue;
                        Monitor.Wait(_gate, (int)Math.Min(Math.Max(waitUs / 1000, 1), LongestWaitMs));
                    }
                }
                _line.Write(buffer.AsSpan(0, bytes));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The line is gone, or was closed from here.
        }
    }

    private void Execute()
    {
        var words = new ulong[SliceWords];
        var replies = new List<ulong>();
        while (true)
        {
            SerialSession? session;
            int count;
            lock (_gate)
            {
                while (!_stopped && _session is not { CanExecute: true })
                {
                    Monitor.Wait(_gate);
                }
                if (_stopped)
                {
                    return;
                }
                session = _session!;
                count = session.TakeProgram(words, NowUs);
            }
            _board.Execute(_owner, words.AsSpan(0, count), replies);
            lock (_gate)
            {
                session.Answer(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(replies));
                Monitor.PulseAll(_gate);
            }
            replies.Clear();
        }
    }
}
