using System.IO.Ports;
using System.Security.Cryptography;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Links.Config;
using Bss2.Links.Faults;

namespace Bss2.Links.Serial;

/// <summary>Words over a serial line.</summary>
/// <remarks>
/// Link-and-playback 7b. Every operation of System.IO.Ports takes about a millisecond on Unix (dotnet/runtime issue 45635), so one loop
/// reads, one loop writes, and a write carries as many frames as the window allows. The far end starts a program when it has all of it:
/// a longer one than its memory holds is refused. One send and one receive may run at the same time, not two of a kind.
/// </remarks>
public sealed class SerialLink : IChipLink
{
    private const int ReadBytes = 16 * 1024, WriteBytes = 64 * 1024, ResetEveryMs = 100;
    private const long LongestWaitMs = 1000, ProbeAfterUs = 1_000_000;

    private readonly string _endpoint;
    private readonly Stream _line;
    private readonly IDisposable _port;
    private readonly SerialLinkOptions _options;
    private readonly TimeProvider _time;
    private readonly MicrosecondClock _clock;
    private readonly SerialEngine _engine = new();
    private readonly LinkTransfers _transfers;
    private readonly SemaphoreSlim _toDo = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<(SerialFrameType Type, ulong[] Words)> _control = new();
    private Task _reading = Task.CompletedTask, _writing = Task.CompletedTask;
    private bool _resetWanted;

    private SerialLink(string endpoint, Stream line, IDisposable port, SerialLinkOptions options, TimeProvider time)
    {
        (_endpoint, _line, _port, _options, _time) = (endpoint, line, port, options, time);
        (_clock, _transfers, Chip) = (new(time), new(endpoint), new(endpoint, false, endpoint));
    }

    /// <inheritdoc/>
    public ChipDescription Chip { get; private set; }

    /// <inheritdoc/>
    public int MaxProgramWords { get; private set; }

    /// <summary>What the protocol had to do so far.</summary>
    public LinkStatistics Statistics => _engine.Statistics;

    /// <summary>Opens a port, resets the FPGA behind it and takes it over.</summary>
    /// <param name="device">Name of the port, for instance /dev/ttyUSB0 or COM3.</param>
    /// <param name="options">Line and times.</param>
    /// <param name="time">Clock for the protocol.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="LinkException">The port does not open, or nothing answers there as an FPGA would.</exception>
    public static Task<SerialLink> ConnectAsync(string device, SerialLinkOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        string endpoint = $"serial:{device}";
        SerialPort port = SerialPorts.Open(endpoint, device, options);
        Stream line = options.Faults is { } faults ? new FaultyLine(port.BaseStream, faults, time) : port.BaseStream;
        return ConnectAsync(endpoint, line, port, options, time, cancellationToken);
    }

    /// <summary>Connects over any line of bytes, which the link then owns.</summary>
    internal static async Task<SerialLink> ConnectAsync(
        string endpoint, Stream line, IDisposable port, SerialLinkOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var link = new SerialLink(endpoint, line, port, options, time);
        try
        {
            link._reading = Task.Run(link.ReadAsync, CancellationToken.None);
            link._writing = Task.Run(link.WriteAsync, CancellationToken.None);
            await link.ShakeHandsAsync(cancellationToken).ConfigureAwait(false);
            return link;
        }
        catch
        {
            lock (link._transfers.Gate)
            {
                link._transfers.Close();
            }
            await link.StopAsync().ConfigureAwait(false);
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
            _transfers.Sent(0);
            Wake();
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
            int count = _engine.TakeWords(destination.Span);
            return count > 0 || destination.IsEmpty
                ? _transfers.FinishReceive(count) : _transfers.AwaitWords(destination, cancellationToken);
        }
    }

    /// <summary>Says that it is leaving, gives what was sent a moment to arrive, and closes; the far end keeps its state.</summary>
    public async ValueTask DisposeAsync()
    {
        bool dead;
        lock (_transfers.Gate)
        {
            if (!_transfers.Close())
            {
                return;
            }
            dead = _transfers.Fault is not null;
            _control.Enqueue((SerialFrameType.Flush, [0]));
            Wake();
        }
        long until = _clock.NowUs + (long)_options.Times.Close.TotalMicroseconds;
        while (!dead && _clock.NowUs < until)
        {
            lock (_transfers.Gate)
            {
                if (_control.Count == 0 && _engine.Outstanding == 0)
                {
                    break;
                }
            }
            await Task.Delay(TimeSpan.FromMilliseconds(1), _time, CancellationToken.None).ConfigureAwait(false);
        }
        await StopAsync().ConfigureAwait(false);
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _port.Dispose();
        await Task.WhenAll(_reading, _writing).ConfigureAwait(false);
        _stop.Dispose();
        _toDo.Dispose();
    }

    private async Task ShakeHandsAsync(CancellationToken cancellationToken)
    {
        var config = new LinkConfig(_endpoint, sizeWords: 2);
        lock (_transfers.Gate)
        {
            _engine.Reset(_clock.NowUs);
            (_engine.Connecting, _engine.AwaitingConfig) = (true, true);
        }
        // Unlike over UDP the request is repeated: the far end may have been in the middle of anything (7b).
        await RepeatAsync(_options.Times.Reset, ResetEveryMs, () =>
        {
            _resetWanted = true;
        }, () =>
        {
            while (_engine.TryTakeControl(out SerialFrameType type, out ulong[] words))
            {
                config.Take(words, SerialEngine.Modulus, SerialEngine.Window, SerialFrame.MaximumWords);
            }
            return config.Complete;
        }, $"answer to the reset within {_options.Times.Reset.TotalSeconds} s. Is an FPGA, or bss2 serve, at that port, and does it use "
            + $"{_options.Baud} baud?", cancellationToken).ConfigureAwait(false);
        ulong word = (uint)RandomNumberGenerator.GetInt32(int.MaxValue);
        lock (_transfers.Gate)
        {
            _engine.AwaitingConfig = false;
            _control.Enqueue((SerialFrameType.Loopback, [word]));
        }
        await RepeatAsync(_options.Times.Echo, ResetEveryMs, () => { }, () => TakeEcho(word),
            $"echo of the loopback word within {_options.Times.Echo.TotalSeconds} s: the far end took the reset but does not answer. Try again.",
            cancellationToken).ConfigureAwait(false);
        lock (_transfers.Gate)
        {
            _engine.Connecting = false;
        }
        MaxProgramWords = (int)Math.Clamp(config.PlaybackWords, 0, (ulong)Array.MaxLength);
        Chip = BitfileInfo.Parse(_endpoint, config.InfoText).Describe(_endpoint);
    }

    private bool TakeEcho(ulong word)
    {
        while (_engine.TryTakeControl(out SerialFrameType type, out ulong[] words))
        {
            if (type == SerialFrameType.Loopback)
            {
                return words.AsSpan().SequenceEqual([word]) ? true : throw new LinkException(LinkFailure.Garbage, _endpoint,
                    $"the loopback word 0x{word:X16} came back changed; the far end does not speak this protocol.");
            }
        }
        return false;
    }

    // Asks again and again until the answer is there; both under the gate.
    private async Task RepeatAsync(TimeSpan limit, int everyMs, Action ask, Func<bool> done, string missing, CancellationToken cancellationToken)
    {
        long started = _clock.NowUs, asked = long.MinValue / 2;
        while (true)
        {
            lock (_transfers.Gate)
            {
                if (_transfers.Fault is { } fault)
                {
                    throw fault;
                }
                if (done())
                {
                    return;
                }
                if (_clock.NowUs - started > limit.TotalMicroseconds)
                {
                    throw new LinkException(LinkFailure.NoAnswer, _endpoint, $"no {missing}");
                }
                if (_clock.NowUs - asked >= everyMs * 1000L)
                {
                    asked = _clock.NowUs;
                    ask();
                }
                Wake();
            }
            await Task.Delay(TimeSpan.FromMilliseconds(1), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Wake()
    {
        if (_toDo.CurrentCount == 0)
        {
            _toDo.Release();
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[ReadBytes];
        try
        {
            int got;
            while ((got = await _line.ReadAsync(buffer, _stop.Token).ConfigureAwait(false)) > 0)
            {
                lock (_transfers.Gate)
                {
                    _engine.Receive(buffer.AsSpan(0, got), _clock.NowUs);
                    if (_transfers.WantsWords && _engine.WordsWaiting > 0)
                    {
                        _transfers.Give(_engine.TakeWords(_transfers.Destination.Span));
                    }
                    LookForFaults(_clock.NowUs);
                    Wake();
                }
            }
            FailLine("the port reached its end: the far end closed it", null);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException or OperationCanceledException)
        {
            FailLine($"reading from the port failed ({e.Message})", e);
        }
    }

    private async Task WriteAsync()
    {
        var buffer = new byte[WriteBytes];
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                int bytes;
                long waitUs;
                lock (_transfers.Gate)
                {
                    bytes = Collect(buffer, _clock.NowUs);
                    waitUs = _engine.NextLookUs;
                    LookForFaults(_clock.NowUs);
                }
                if (bytes > 0)
                {
                    await _line.WriteAsync(buffer.AsMemory(0, bytes), _stop.Token).ConfigureAwait(false);
                }
                else
                {
                    int waitMs = (int)Math.Min(Math.Max(waitUs / 1000, 1), LongestWaitMs);
                    await _toDo.WaitAsync(waitMs, _stop.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException or OperationCanceledException)
        {
            FailLine($"writing to the port failed ({e.Message})", e);
        }
    }

    // As much of what is due as one write carries.
    private int Collect(Span<byte> buffer, long nowUs)
    {
        int bytes = 0;
        if (_resetWanted)
        {
            _resetWanted = false;
            bytes = SerialEngine.WriteReset(buffer);
        }
        if (_engine.AwaitingConfig)
        {
            return bytes;
        }
        bytes += _engine.WriteDue(buffer[bytes..], nowUs);
        while (_control.Count > 0 && buffer.Length - bytes >= SerialEngine.MaximumLineBytes)
        {
            int written = _engine.Write(_control.Peek().Type, _control.Peek().Words, buffer[bytes..], nowUs);
            if (written == 0)
            {
                return bytes;
            }
            bytes += written;
            _control.Dequeue();
        }
        while (!_transfers.ToSend.IsEmpty && buffer.Length - bytes >= SerialEngine.MaximumLineBytes)
        {
            int count = Math.Min(_transfers.ToSend.Length, SerialFrame.MaximumWords);
            int written = _engine.Write(SerialFrameType.Data, _transfers.ToSend.Span[..count], buffer[bytes..], nowUs);
            if (written == 0)
            {
                break;
            }
            bytes += written;
            _transfers.Sent(count);
        }
        return bytes;
    }

    private void LookForFaults(long nowUs)
    {
        if (_engine.Connecting || _transfers.Fault is not null || _transfers.Closed)
        {
            return;
        }
        if (_transfers.WantsWords && _engine.Outstanding == 0 && _control.Count == 0 && nowUs - _engine.HeardUs > ProbeAfterUs)
        {
            // It may have vanished after it acknowledged the program: what it has to acknowledge tells.
            _control.Enqueue((SerialFrameType.Flush, [0]));
        }
        if (_engine.Foreign is { } foreign)
        {
            _transfers.Fail(new(LinkFailure.Garbage, _endpoint, $"the far end sent a frame of type {foreign} amid data: it was restarted, or is no "
                + "FPGA. Connect again."));
            return;
        }
        long silentUs = _engine.Outstanding > 0 ? Math.Min(nowUs - _engine.HeardUs, nowUs - _engine.OldestSentUs) : 0;
        if (silentUs > _options.Silence.TotalMicroseconds)
        {
            _transfers.Fail(new(LinkFailure.Lost, _endpoint, $"the far end has said nothing for {silentUs / 1e6:F1} s although {_engine.Outstanding} "
                + $"frames wait for acknowledgement ({_engine.Statistics.Retransmissions} repeats, {_engine.Statistics.Malformed} spoilt frames came). "
                + "It is off, unplugged, at another baud rate, or in use by another host. Check that, then connect again."));
        }
    }

    private void FailLine(string what, Exception? cause)
    {
        lock (_transfers.Gate)
        {
            if (!_transfers.Closed)
            {
                string message = $"{what}. Is the cable plugged in and the board on? Connect again; the running program gave nothing.";
                _transfers.Fail(cause is null ? new(LinkFailure.Lost, _endpoint, message) : new(LinkFailure.Lost, _endpoint, message, cause));
            }
        }
    }
}
