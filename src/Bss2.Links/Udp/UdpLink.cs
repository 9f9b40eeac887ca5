using System.Net;
using System.Net.Sockets;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Links.Faults;

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
    private const long RefusedForUs = 1_000_000, ProbeAfterUs = 1_000_000;

    private readonly string _endpoint;
    private readonly UdpLinkOptions _options;
    private readonly IDatagrams _net;
    private readonly HostArqEngine _engine;
    private readonly MicrosecondClock _clock;
    private readonly LinkTransfers _transfers;
    private readonly byte[] _datagram = new byte[HostArq.MaximumBytes + 1];
    // Who holds it looks at the socket; who holds the transfers' gate touches the engine and what is below. Taken in this order.
    private readonly object _looking = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _keeper;
    private long _callerLookedUs, _refusedSinceUs = -1;

    private UdpLink(string endpoint, IDatagrams net, UdpLinkOptions options, MicrosecondClock clock)
    {
        (_endpoint, _net, _options, _clock, _transfers) = (endpoint, net, options, clock, new(endpoint));
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
        IDatagrams net = new UdpDatagrams(endpoint, address, options.DataPort, options.ResetPort);
        net = options.Faults is { } faults ? new FaultyDatagrams(net, faults, time) : net;
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
        lock (_transfers.Gate)
        {
            _transfers.BeginSend(words);
            _callerLookedUs = _clock.NowUs;
            Advance(_callerLookedUs);
            return _transfers.FinishSend(cancellationToken);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="LinkException">The link has failed.</exception>
    public ValueTask<int> ReceiveAsync(Memory<ulong> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_transfers.Gate)
        {
            _transfers.BeginReceive();
            int waiting = _engine.TakeWords(destination.Span);
            if (waiting > 0 || destination.IsEmpty)
            {
                return _transfers.FinishReceive(waiting);
            }
        }
        LookQuickly(cancellationToken);
        lock (_transfers.Gate)
        {
            int count = _engine.TakeWords(destination.Span);
            return count > 0 || _transfers.Fault is not null || _transfers.Closed
                ? _transfers.FinishReceive(count) : _transfers.AwaitWords(destination, cancellationToken);
        }
    }

    /// <summary>Says that it is leaving, gives what was sent a moment to arrive, and closes; the far end keeps its state.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_transfers.Gate)
        {
            if (!_transfers.Close())
            {
                return;
            }
        }
        _stop.Set();
        await Task.Factory.StartNew(Close, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
    }

    private void Close()
    {
        _keeper.Join();
        lock (_looking)
        {
            if (_transfers.Fault is null)
            {
                _engine.TrySend(HostArq.Flush, [0], _clock.NowUs);
                long until = _clock.NowUs + (long)_options.Times.Close.TotalMicroseconds;
                while (_engine.Outstanding > 0 && _clock.NowUs < until && !_net.TakeRefused())
                {
                    LookOnce(1);
                }
            }
            _net.Dispose();
        }
        _stop.Dispose();
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
                lock (_transfers.Gate)
                {
                    done = _engine.WordsWaiting > 0 || _transfers.Fault is not null || _transfers.Closed;
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
            lock (_transfers.Gate)
            {
                callerLooks = !_transfers.WantsWords && _clock.NowUs - _callerLookedUs < KeeperPauseMs * 1000;
                waiting = _transfers.WantsWords || _engine.Outstanding > 0;
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
        lock (_transfers.Gate)
        {
            long now = _clock.NowUs;
            Advance(now);
            Probe(now);
            _engine.Look(now);
            LookForFaults(now);
            if (_transfers.WantsWords && _engine.WordsWaiting > 0)
            {
                // The caller is about to look by itself.
                _callerLookedUs = now;
                _transfers.Give(_engine.TakeWords(_transfers.Destination.Span));
            }
        }
    }

    private int TakeDatagrams()
    {
        int taken = 0;
        while (taken < DatagramsPerLook && _net.TryReceive(_datagram, out int length))
        {
            taken++;
            lock (_transfers.Gate)
            {
                _engine.Receive(_datagram.AsSpan(0, length), _clock.NowUs);
            }
        }
        return taken;
    }

    // Frames of what is left to send, as far as the window allows.
    private void Advance(long nowUs)
    {
        if (_transfers.Fault is null)
        {
            _transfers.Sent(_engine.SendWords(_transfers.ToSend.Span, nowUs));
        }
    }

    // A far end that owes nothing but words may have vanished after it acknowledged the program: what it has to acknowledge tells.
    private void Probe(long nowUs)
    {
        if (_transfers.WantsWords && _transfers.Fault is null && _engine.Outstanding == 0 && nowUs - _engine.HeardUs > ProbeAfterUs)
        {
            _engine.TrySend(HostArq.Flush, [0], nowUs);
        }
    }

    private void LookForFaults(long nowUs)
    {
        if (_transfers.Fault is not null || _transfers.Closed)
        {
            return;
        }
        if (_engine.ForeignType != 0)
        {
            _transfers.Fail(new(LinkFailure.Garbage, _endpoint,
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
            _transfers.Fail(new(LinkFailure.Lost, _endpoint,
                "nobody listens at that port any more: the far end stopped. Start it again and connect again; the running program gave nothing."));
        }
        else if (silentUs > _options.Silence.TotalMicroseconds)
        {
            _transfers.Fail(new(LinkFailure.Lost, _endpoint, $"the far end has said nothing for {silentUs / 1e6:F1} s although {_engine.Outstanding} "
                + $"frames ({_engine.Statistics.Retransmissions} repeats) wait for acknowledgement. It is off, cut off, or another host has "
                + "taken it over. Check that, then connect again; the running program gave nothing."));
        }
    }
}
