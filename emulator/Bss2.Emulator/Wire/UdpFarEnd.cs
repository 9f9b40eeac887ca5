using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Bss2.Emulator.Wire;

/// <summary>The board's end of UDP links: an FPGA's two ports, one for resets and one for data.</summary>
/// <remarks>
/// Link-and-playback 1 and 6.1. One thread looks at the data port and executes what comes, so that a short program is answered without any
/// hand-over between threads; while it executes something long, a second one looks at the port in its place. A third waits for resets: it
/// answers at once, whatever is being executed.
/// </remarks>
public sealed class UdpFarEnd : IDisposable
{
    private const uint ResetMagic = 0xABAB_ABAB;
    private const int BufferBytes = 10_000_000, SliceWords = 4 * UdpSession.MaximumWords, DatagramsPerLook = 64;
    private const int IdleWaitMs = 20, ResetWaitMs = 50, HaltHeader = 10, LongestDatagram = 2048;
    private const long LongUs = 300, QuietUs = 50_000;

    private readonly EmulatedBoard _board;
    private readonly Socket _data, _reset;
    private readonly Thread[] _threads;
    private readonly object _looking = new();
    private readonly byte[] _datagram = new byte[LongestDatagram];
    private readonly SocketAddress _from;
    private readonly ManualResetEventSlim _busy = new();
    private volatile UdpSession? _session;
    private volatile bool _stopped;
    private long _executingSinceUs, _heardUs;

    /// <summary>Starts to listen.</summary>
    /// <param name="board">The board behind this wire.</param>
    /// <param name="data">Address and port for data; port 0 lets the system choose.</param>
    /// <param name="reset">Address and port for resets.</param>
    /// <exception cref="SocketException">A port is taken or not allowed.</exception>
    public UdpFarEnd(EmulatedBoard board, IPEndPoint data, IPEndPoint reset)
    {
        _board = board;
        _data = Bound(data);
        try
        {
            _reset = Bound(reset);
        }
        catch
        {
            _data.Dispose();
            throw;
        }
        (EndPoint, ResetEndPoint, _from) = ((IPEndPoint)_data.LocalEndPoint!, (IPEndPoint)_reset.LocalEndPoint!, new(data.AddressFamily));
        _threads = [Started(Serve, "bss2 udp"), Started(Keep, "bss2 udp keeper"), Started(AwaitResets, "bss2 udp reset")];
    }

    /// <summary>Where data frames go.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Where reset frames go.</summary>
    public IPEndPoint ResetEndPoint { get; }

    // When the host has been silent in mid-program for long enough.
    private long _flushAtUs = long.MaxValue;

    private static long NowUs => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);

    /// <summary>Stops and closes the ports; an instruction that is being executed is finished first.</summary>
    public void Dispose()
    {
        if (_stopped)
        {
            return;
        }
        _stopped = true;
        _busy.Set();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
        _data.Dispose();
        _reset.Dispose();
        if (_session is { } session)
        {
            _board.Release(session.Owner);
        }
    }

    private static Socket Bound(IPEndPoint at)
    {
        var socket = new Socket(at.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // The system may grant less; loss only costs time.
            socket.ReceiveBufferSize = BufferBytes;
            socket.SendBufferSize = BufferBytes;
            socket.Bind(at);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Thread Started(ThreadStart work, string name)
    {
        var thread = new Thread(work) { Name = name, IsBackground = true };
        thread.Start();
        return thread;
    }

    private void Serve()
    {
        var words = new ulong[SliceWords];
        var replies = new List<ulong>();
        while (!_stopped)
        {
            UdpSession? session = _session;
            if (session is null)
            {
                Look(IdleWaitMs);
            }
            else if (Execute(session, words, replies))
            {
                // Between slices too, or the host would take a long program's silence for loss.
                Look(0);
            }
            else
            {
                if (NowUs >= _flushAtUs)
                {
                    _flushAtUs = long.MaxValue;
                    _board.Flush(session.Owner, replies);
                    Give(session, replies, everything: true);
                }
                int waitMs;
                lock (session.Gate)
                {
                    session.Answer([], everything: true, NowUs);
                    session.Look(idle: true, NowUs);
                    waitMs = session.Waits ? 1 : IdleWaitMs;
                }
                Look(waitMs);
            }
        }
    }

    // Executes some words; false if there are none, or no room for their answers.
    private bool Execute(UdpSession session, ulong[] words, List<ulong> replies)
    {
        int count;
        lock (session.Gate)
        {
            count = session.CanAnswer ? session.TakeProgram(words, NowUs) : 0;
        }
        if (count == 0)
        {
            return false;
        }
        Volatile.Write(ref _executingSinceUs, NowUs);
        _board.Execute(session.Owner, words.AsSpan(0, count), replies);
        Volatile.Write(ref _executingSinceUs, 0);
        bool halted = words[count - 1] >> 56 == HaltHeader && (words[count - 1] & 1) == 0;
        Give(session, replies, everything: halted);
        // In mid-program nothing may linger for ever.
        _flushAtUs = halted ? long.MaxValue : NowUs + EmulatedBoard.SilenceMs * 1000;
        return true;
    }

    private static void Give(UdpSession session, List<ulong> replies, bool everything)
    {
        lock (session.Gate)
        {
            session.Answer(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(replies), everything, NowUs);
            session.Look(idle: false, NowUs);
        }
        replies.Clear();
    }

    // While the serving thread executes something long, the host must still be heard and answered.
    private void Keep()
    {
        while (!_stopped)
        {
            _busy.Wait();
            Thread.Sleep(1);
            long since = Volatile.Read(ref _executingSinceUs), now = NowUs;
            if (since != 0 && now - since > LongUs)
            {
                Look(0);
                if (_session is { } session)
                {
                    lock (session.Gate)
                    {
                        session.Answer([], everything: false, now);
                        session.Look(idle: true, now);
                    }
                }
            }
            else if (since == 0 && now - Volatile.Read(ref _heardUs) > QuietUs && !_stopped)
            {
                _busy.Reset();
                if (NowUs - Volatile.Read(ref _heardUs) < QuietUs || _stopped)
                {
                    _busy.Set();
                }
            }
        }
    }

    // Takes what has come to the data port; the first one may be waited for.
    private void Look(int waitMs)
    {
        if (!Monitor.TryEnter(_looking))
        {
            return;
        }
        try
        {
            for (int n = 0; n < DatagramsPerLook && _data.Poll(n == 0 ? waitMs * 1000 : 0, SelectMode.SelectRead); n++)
            {
                int length = _data.ReceiveFrom(_datagram, SocketFlags.None, _from);
                if (_session is { } session && session.Host.Equals(_from))
                {
                    Volatile.Write(ref _heardUs, NowUs);
                    if (!_busy.IsSet)
                    {
                        _busy.Set();
                    }
                    lock (session.Gate)
                    {
                        session.Receive(_datagram.AsSpan(0, length), NowUs);
                    }
                }
            }
        }
        catch (SocketException)
        {
            // Longer than any frame, or a host that is gone: nothing that came can stop the board.
        }
        finally
        {
            Monitor.Exit(_looking);
        }
    }

    private void AwaitResets()
    {
        var datagram = new byte[LongestDatagram];
        var from = new SocketAddress(_reset.AddressFamily);
        while (!_stopped)
        {
            try
            {
                if (_reset.Poll(ResetWaitMs * 1000, SelectMode.SelectRead)
                    && _reset.ReceiveFrom(datagram, SocketFlags.None, from) == sizeof(uint)
                    && BinaryPrimitives.ReadUInt32BigEndian(datagram) == ResetMagic)
                {
                    Begin(from);
                }
            }
            catch (SocketException)
            {
                // As above.
            }
        }
    }

    private void Begin(SocketAddress from)
    {
        var host = new SocketAddress(from.Family, from.Size);
        from.Buffer.Span[..from.Size].CopyTo(host.Buffer.Span);
        string name = $"UDP host {new IPEndPoint(IPAddress.Any, 0).Create(host)}";
        var session = new UdpSession(_data, host, self => new(name, () => Interlocked.CompareExchange(ref _session, null, self)));
        _session = session;
        _board.TakeOver(session.Owner);
        lock (session.Gate)
        {
            session.Start(_board.InfoText, NowUs);
        }
    }
}
