using System.Net;
using System.Net.Sockets;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

namespace Bss2.Links.Udp;

/// <summary>Words over UDP by HostARQ, as an FPGA of BSS-2 speaks it.</summary>
/// <remarks>
/// Link-and-playback 1. One thread at a time looks at the socket. For the first 2 ms of <see cref="ReceiveAsync"/> it is the caller's own: an
/// answer is usually back by then, and any hand-over between threads would cost more than the wire. After that, and while nobody asks, it
/// is the link's thread, which also acknowledges and repeats. One send and one receive may run at the same time, not two of a kind.
/// </remarks>
public sealed class UdpLink : IChipLink
{
    private const int QuickLookUs = 2000, KeeperPauseMs = 2, KeeperIdleWaitMs = 20, DatagramsPerLook = 256;
    private const long RefusedForUs = 1_000_000;

    private readonly string _endpoint;
    private readonly UdpLinkOptions _options;
    private readonly IDatagrams _net;
    private readonly HostArqEngine _engine;
    private readonly MicrosecondClock _clock;
    private readonly byte[] _datagram = new byte[HostArq.MaximumBytes + 1];
    // Who holds it looks at the socket; who holds the gate touches the engine and what is below. Taken in this order.
    private readonly object _looking = new();
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _keeper;
    private ReadOnlyMemory<ulong> _toSend;
    private Memory<ulong> _destination;
    private TaskCompletionSource? _sent;
    private TaskCompletionSource<int>? _received;
    private LinkException? _fault;
    private long _callerLookedUs, _refusedSinceUs = -1;
    private int _sending, _receiving;
    private bool _disposed;

    private UdpLink(string endpoint, IDatagrams net, UdpLinkOptions options, MicrosecondClock clock)
    {
        (_endpoint, _net, _options, _clock) = (endpoint, net, options, clock);
        _engine = new(net, (long)options.Retransmission.TotalMicroseconds);
        Chip = new(endpoint, false, endpoint);
        _keeper = new(Keep) { Name = "bss2 udp link", IsBackground = true };
    }

    /// <inheritdoc/>
    public ChipDescription Chip { get; private set; }

    /// <inheritdoc/>
    /// <remarks>The far end executes while it receives, so the length of a program is not bounded.</remarks>
    public int MaxProgramWords => Array.MaxLength;

    /// <summary>What the protocol had to do so far.</summary>
    public LinkStatistics Statistics => _engine.Statistics;

    /// <summary>Resets an FPGA and takes it over.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="options">Ports and times.</param>
    /// <param name="time">Clock for the protocol.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="LinkException">Nobody answers there, or not as an FPGA would.</exception>
    public static async Task<UdpLink> ConnectAsync(string host, UdpLinkOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        string endpoint = $"udp://{host}:{options.DataPort}:{options.ResetPort}";
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new LinkException(LinkFailure.Unreachable, endpoint, $"the name '{host}' is not known ({e.Message}).", e);
        }
        IPAddress address = addresses.FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
        var net = new UdpDatagrams(endpoint, address, options.DataPort, options.ResetPort);
        return await ConnectAsync(endpoint, net, options, time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Connects over any datagrams, which the link then owns.</summary>
    internal static async Task<UdpLink> ConnectAsync(
        string endpoint, IDatagrams net, UdpLinkOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var clock = new MicrosecondClock(time);
        var link = new UdpLink(endpoint, net, options, clock);
        try
        {
            // The handshake waits on the socket by itself, up to seconds: not on the caller's thread.
            link.Chip = await Task.Factory.StartNew(
                () => new HostArqHandshake(endpoint, net, link._engine, options.Times, clock).Run(cancellationToken),
                cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            link._callerLookedUs = clock.NowUs;
            link._keeper.Start();
            return link;
        }
        catch
        {
            net.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="LinkException">The link has failed.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<ulong> words, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource sent;
        lock (_gate)
        {
            ThrowIfUnusable();
            Begin(ref _sending, "send");
            _callerLookedUs = _clock.NowUs;
            _toSend = words;
            Advance(_callerLookedUs);
            if (_toSend.IsEmpty)
            {
                _sending = 0;
                return ValueTask.CompletedTask;
            }
            sent = _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        return new(WithCancellationAsync(sent, cancellationToken));
    }

    /// <inheritdoc/>
    /// <exception cref="LinkException">The link has failed.</exception>
    public ValueTask<int> ReceiveAsync(Memory<ulong> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ThrowIfUnusable();
            Begin(ref _receiving, "receive");
            int waiting = _engine.TakeWords(destination.Span);
            if (waiting > 0 || destination.IsEmpty)
            {
                _receiving = 0;
                return ValueTask.FromResult(waiting);
            }
        }
        LookQuickly(cancellationToken);
        TaskCompletionSource<int> received;
        lock (_gate)
        {
            int count = _engine.TakeWords(destination.Span);
            if (count > 0 || _fault is not null || _disposed)
            {
                _receiving = 0;
                return count > 0 ? ValueTask.FromResult(count) : ValueTask.FromException<int>(WhyUnusable());
            }
            _destination = destination;
            received = _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        return new(WithCancellationAsync(received, cancellationToken));
    }

    /// <summary>Says that it is leaving, gives what was sent a moment to arrive, and closes; the far end keeps its state.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }
            _disposed = true;
            FailWaiters(new LinkException(LinkFailure.Lost, _endpoint, "this side closed the link."));
        }
        _stop.Set();
        await Task.Factory.StartNew(Close, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
    }

    private void Close()
    {
        _keeper.Join();
        lock (_looking)
        {
            if (_fault is null)
            {
                _engine.TrySend(HostArq.Flush, [0], _clock.NowUs);
                long until = _clock.NowUs + (long)_options.Times.Close.TotalMicroseconds;
                while (_engine.Outstanding > 0 && _clock.NowUs < until)
                {
                    LookOnce(1);
                }
            }
            _net.Dispose();
        }
    }

    private static void Begin(ref int busy, string verb)
    {
        if (busy != 0)
        {
            throw new InvalidOperationException($"Another {verb} is running on this link; wait for it.");
        }
        busy = 1;
    }

    private void ThrowIfUnusable()
    {
        if (_disposed || _fault is not null)
        {
            throw WhyUnusable();
        }
    }

    private Exception WhyUnusable() => _disposed ? new ObjectDisposedException(nameof(UdpLink), $"{_endpoint} was closed.")
        : new LinkException(_fault!.Failure, _endpoint, $"the link failed; connect again. The failure was: {_fault.Message}", _fault);

    private async Task WithCancellationAsync(TaskCompletionSource sent, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration _ = cancellationToken.Register(() =>
        {
            lock (_gate)
            {
                if (_sent == sent)
                {
                    (_sent, _toSend, _sending) = (null, default, 0);
                    Fail(new(LinkFailure.Lost, _endpoint, "a send was cancelled half-way, so the link is out of step; connect again."));
                }
            }
            sent.TrySetCanceled(cancellationToken);
        });
        await sent.Task.ConfigureAwait(false);
    }

    private async Task<int> WithCancellationAsync(TaskCompletionSource<int> received, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration _ = cancellationToken.Register(() =>
        {
            lock (_gate)
            {
                if (_received == received)
                {
                    (_received, _destination, _receiving) = (null, default, 0);
                }
            }
            received.TrySetCanceled(cancellationToken);
        });
        return await received.Task.ConfigureAwait(false);
    }

    // The caller's own look at the socket. If the keeper has it just now, it also has what comes.
    private void LookQuickly(CancellationToken cancellationToken)
    {
        if (!Monitor.TryEnter(_looking))
        {
            return;
        }
        try
        {
            long until = _clock.NowUs + QuickLookUs;
            bool done;
            do
            {
                LookOnce(1);
                lock (_gate)
                {
                    done = _engine.WordsWaiting > 0 || _fault is not null || _disposed;
                    _callerLookedUs = _clock.NowUs;
                }
            }
            while (!done && _callerLookedUs < until && !cancellationToken.IsCancellationRequested);
        }
        finally
        {
            Monitor.Exit(_looking);
        }
    }

    private void Keep()
    {
        while (!_stop.IsSet)
        {
            bool callerLooks, waiting;
            lock (_gate)
            {
                callerLooks = _received is null && _clock.NowUs - _callerLookedUs < KeeperPauseMs * 1000;
                waiting = _received is not null || _engine.Outstanding > 0;
            }
            if (callerLooks || !Monitor.TryEnter(_looking))
            {
                _stop.Wait(KeeperPauseMs);
                continue;
            }
            try
            {
                LookOnce(waiting ? 1 : KeeperIdleWaitMs);
            }
            finally
            {
                Monitor.Exit(_looking);
            }
        }
    }

    // Takes what has come, waiting a little if nothing has, then sends what is due. The caller holds the right to look.
    private void LookOnce(int waitMs)
    {
        int taken = TakeDatagrams();
        if (taken == 0)
        {
            _net.Wait(waitMs);
            TakeDatagrams();
        }
        lock (_gate)
        {
            long now = _clock.NowUs;
            Advance(now);
            _engine.Look(now);
            LookForFaults(now);
            if (_received is { } received && _engine.WordsWaiting > 0)
            {
                int count = _engine.TakeWords(_destination.Span);
                (_received, _destination, _receiving, _callerLookedUs) = (null, default, 0, now);
                received.TrySetResult(count);
            }
        }
    }

    private int TakeDatagrams()
    {
        int taken = 0;
        while (taken < DatagramsPerLook && _net.TryReceive(_datagram, out int length))
        {
            taken++;
            lock (_gate)
            {
                _engine.Receive(_datagram.AsSpan(0, length), _clock.NowUs);
            }
        }
        return taken;
    }

    // Frames of what is left to send, as far as the window allows.
    private void Advance(long nowUs)
    {
        if (_toSend.IsEmpty || _fault is not null)
        {
            return;
        }
        _toSend = _toSend[_engine.SendWords(_toSend.Span, nowUs)..];
        if (_toSend.IsEmpty && _sent is { } sent)
        {
            (_sent, _sending) = (null, 0);
            sent.TrySetResult();
        }
    }

    private void LookForFaults(long nowUs)
    {
        if (_fault is not null || _disposed)
        {
            return;
        }
        if (_engine.ForeignType != 0)
        {
            Fail(new(LinkFailure.Garbage, _endpoint,
                $"the far end sent a packet of type 0x{_engine.ForeignType:X4} amid data; only 0x0010 belongs there. Is it in a test mode?"));
            return;
        }
        if (_net.TakeRefused() && _refusedSinceUs < 0)
        {
            _refusedSinceUs = nowUs;
        }
        bool owes = _engine.Outstanding > 0;
        if (_refusedSinceUs >= 0 && _engine.HeardUs > _refusedSinceUs)
        {
            _refusedSinceUs = -1;
        }
        long silentUs = Math.Min(nowUs - _engine.HeardUs, owes ? nowUs - _engine.OldestSentUs : 0);
        if (owes && _refusedSinceUs >= 0 && nowUs - _refusedSinceUs > RefusedForUs)
        {
            Fail(new(LinkFailure.Lost, _endpoint,
                "nobody listens at that port any more: the far end stopped. Start it again and connect again; the running program gave nothing."));
        }
        else if (silentUs > _options.Silence.TotalMicroseconds)
        {
            Fail(new(LinkFailure.Lost, _endpoint, $"the far end has said nothing for {silentUs / 1e6:F1} s although {_engine.Outstanding} "
                + $"frames ({_engine.Statistics.Retransmissions} repeats) wait for acknowledgement. It is off, cut off, or another host has "
                + "taken it over. Check that, then connect again; the running program gave nothing."));
        }
    }

    private void Fail(LinkException fault)
    {
        _fault ??= fault;
        FailWaiters(_fault);
    }

    private void FailWaiters(LinkException fault)
    {
        if (_sent is { } sent)
        {
            (_sent, _toSend, _sending) = (null, default, 0);
            sent.TrySetException(fault);
        }
        if (_received is { } received)
        {
            (_received, _destination, _receiving) = (null, default, 0);
            received.TrySetException(fault);
        }
    }
}
