using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Links.Config;

namespace Bss2.Links.Tcp;

/// <summary>Words in records over a TCP connection; the operating system keeps them whole and in order.</summary>
/// <remarks>Link-and-playback 7a. One send and one receive may run at the same time, not two of a kind.</remarks>
public sealed class TcpLink : IChipLink
{
    private const int BufferBytes = 64 * 1024, Modulus = 256, Window = 128;
    private const int KeepAliveAfterS = 4, KeepAliveEveryS = 1, KeepAliveTries = 4;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly string _endpoint;
    private readonly HandshakeTimes _times;
    private readonly TimeProvider _time;
    private readonly byte[] _out = new byte[BufferBytes], _in = new byte[BufferBytes];
    private int _start, _end, _recordWords, _sending, _receiving;
    private volatile LinkException? _fault;
    private volatile bool _disposed;

    private TcpLink(string endpoint, HandshakeTimes times, TimeProvider time)
    {
        (_endpoint, _times, _time, Chip) = (endpoint, times, time, new(endpoint, false, endpoint));
        // A far end that vanished without a word, its power or its cable gone, is noticed although nothing is sent.
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveAfterS);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveEveryS);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveTries);
    }

    /// <inheritdoc/>
    public ChipDescription Chip { get; private set; }

    /// <inheritdoc/>
    /// <remarks>The far end executes while it receives, so the length of a program is not bounded.</remarks>
    public int MaxProgramWords => Array.MaxLength;

    /// <summary>Connects, resets the far end and takes it over.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="times">How long to wait for what.</param>
    /// <param name="time">Clock for the waiting.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="LinkException">Nobody answers there, or not as an FPGA would.</exception>
    public static async Task<TcpLink> ConnectAsync(
        string host, int port, HandshakeTimes times, TimeProvider time, CancellationToken cancellationToken)
    {
        var link = new TcpLink($"tcp://{host}:{port}", times, time);
        try
        {
            await link.OpenAsync(host, port, cancellationToken).ConfigureAwait(false);
            await link.ShakeHandsAsync(cancellationToken).ConfigureAwait(false);
            return link;
        }
        catch
        {
            link._socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="LinkException">The connection is gone.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<ulong> words, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Enter(ref _sending, "send");
        try
        {
            while (!words.IsEmpty)
            {
                int count = Math.Min(words.Length, WordsPerBuffer);
                int bytes = Encode(words.Span[..count]);
                words = words[count..];
                await SendBytesAsync(_out.AsMemory(0, bytes), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Volatile.Write(ref _sending, 0);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="LinkException">The connection is gone, or the far end sent what is no record.</exception>
    public async ValueTask<int> ReceiveAsync(Memory<ulong> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Enter(ref _receiving, "receive");
        try
        {
            int count;
            while ((count = TakeWords(destination.Span)) == 0 && !destination.IsEmpty)
            {
                await FillAsync(cancellationToken).ConfigureAwait(false);
            }
            return count;
        }
        finally
        {
            Volatile.Write(ref _receiving, 0);
        }
    }

    /// <summary>Tells the far end and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        if (_fault is null && Interlocked.Exchange(ref _sending, 1) == 0)
        {
            using var limit = new CancellationTokenSource(_times.Close, _time);
            try
            {
                await SendRecordAsync(TcpRecordType.Flush, [0], limit.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is LinkException or OperationCanceledException)
            {
                // Best effort: closing a dead link is no failure.
            }
        }
        _socket.Dispose();
    }

    private static int WordsPerBuffer =>
        BufferBytes / (TcpRecord.HeadBytes + TcpRecord.MaximumWords * sizeof(ulong)) * TcpRecord.MaximumWords;

    private void Enter(ref int busy, string verb)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_fault is { } fault)
        {
            throw new LinkException(fault.Failure, _endpoint, $"the link failed before; connect again. The failure was: {fault.Message}", fault);
        }
        if (Interlocked.Exchange(ref busy, 1) != 0)
        {
            throw new InvalidOperationException($"Another {verb} is running on {_endpoint}; wait for it.");
        }
    }

    // Data records of full size, the last one shorter; returns the bytes used of the buffer.
    private int Encode(ReadOnlySpan<ulong> words)
    {
        int at = 0;
        while (!words.IsEmpty)
        {
            int count = Math.Min(words.Length, TcpRecord.MaximumWords);
            at = EncodeRecord(TcpRecordType.Data, words[..count], at);
            words = words[count..];
        }
        return at;
    }

    private int EncodeRecord(TcpRecordType type, ReadOnlySpan<ulong> words, int at)
    {
        new TcpRecord(type, words.Length).Write(_out.AsSpan(at));
        at += TcpRecord.HeadBytes;
        foreach (ulong word in words)
        {
            BinaryPrimitives.WriteUInt64BigEndian(_out.AsSpan(at), word);
            at += sizeof(ulong);
        }
        return at;
    }

    // Words of data records that have come, as many as there are and fit.
    private int TakeWords(Span<ulong> destination)
    {
        int count = 0;
        while (count < destination.Length)
        {
            if (_recordWords == 0)
            {
                if (!TryReadHead(out TcpRecord record))
                {
                    break;
                }
                if (record.Type != TcpRecordType.Data || record.Count == 0)
                {
                    throw Fail(LinkFailure.Garbage, $"the far end sent a record of type {record.Type} with {record.Count} words amid data.");
                }
                _recordWords = record.Count;
            }
            if (_end - _start < sizeof(ulong))
            {
                break;
            }
            destination[count++] = BinaryPrimitives.ReadUInt64BigEndian(_in.AsSpan(_start));
            _start += sizeof(ulong);
            _recordWords--;
        }
        return count;
    }

    private bool TryReadHead(out TcpRecord record)
    {
        record = default;
        if (_end - _start < TcpRecord.HeadBytes)
        {
            return false;
        }
        if (!TcpRecord.TryRead(_in.AsSpan(_start), out record))
        {
            throw Fail(LinkFailure.Garbage,
                $"the far end sent {Convert.ToHexString(_in, _start, TcpRecord.HeadBytes)}, which is no record; does another program own this port?");
        }
        _start += TcpRecord.HeadBytes;
        return true;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        _in.AsSpan(_start, _end - _start).CopyTo(_in);
        (_start, _end) = (0, _end - _start);
        int got;
        try
        {
            got = await _socket.ReceiveAsync(_in.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw Fail(LinkFailure.Lost, $"the connection broke ({e.SocketErrorCode}). {AfterLoss}", e);
        }
        catch (ObjectDisposedException)
        {
            throw Fail(LinkFailure.Lost, "this side closed the link while it waited for words.");
        }
        if (got == 0)
        {
            throw Fail(LinkFailure.Lost, $"the far end closed the connection: it stopped, or another host took it over. {AfterLoss}");
        }
        _end += got;
    }

    private const string AfterLoss = "Connect again; the program that was running gave nothing.";

    private async ValueTask SendBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[await _socket.SendAsync(bytes, cancellationToken).ConfigureAwait(false)..];
            }
        }
        catch (SocketException e)
        {
            throw Fail(LinkFailure.Lost, $"the connection broke while sending ({e.SocketErrorCode}). {AfterLoss}", e);
        }
        catch (ObjectDisposedException)
        {
            throw Fail(LinkFailure.Lost, "this side closed the link while it sent words.");
        }
        catch (OperationCanceledException)
        {
            // Part of a record may be out: what follows would be taken for the rest of it.
            Fail(LinkFailure.Lost, "a send was cancelled half-way, so the link is out of step; connect again.");
            throw;
        }
    }

    private ValueTask SendRecordAsync(TcpRecordType type, ReadOnlySpan<ulong> words, CancellationToken cancellationToken) =>
        SendBytesAsync(_out.AsMemory(0, EncodeRecord(type, words, 0)), cancellationToken);

    private LinkException Fail(LinkFailure failure, string message, Exception? cause = null)
    {
        LinkException fault = cause is null ? new(failure, _endpoint, message) : new(failure, _endpoint, message, cause);
        _fault ??= fault;
        return fault;
    }

    private async Task OpenAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_times.Reset, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _socket.ConnectAsync(host, port, either.Token).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new LinkException(LinkFailure.Unreachable, _endpoint,
                $"no connection ({e.SocketErrorCode}: {e.Message}). Is the board on, or bss2 serve running, at this address and port?", e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LinkException(LinkFailure.Unreachable, _endpoint,
                $"no connection within {_times.Reset.TotalSeconds} s. Check the address, the cable and any firewall between.");
        }
    }

    private async Task ShakeHandsAsync(CancellationToken cancellationToken)
    {
        var config = new LinkConfig(_endpoint, sizeWords: 0);
        await WithinAsync(_times.Reset, "answer to the reset; does an FPGA listen there?", async token =>
        {
            await SendRecordAsync(TcpRecordType.Reset, [], token).ConfigureAwait(false);
            while (!config.Complete)
            {
                (TcpRecordType type, ulong[] words) = await ReceiveRecordAsync(token).ConfigureAwait(false);
                if (type == TcpRecordType.Config)
                {
                    config.Take(words, Modulus, Window, TcpRecord.MaximumWords);
                }
            }
        }, cancellationToken).ConfigureAwait(false);
        ulong word = (uint)RandomNumberGenerator.GetInt32(int.MaxValue);
        await WithinAsync(_times.Echo, "echo of the loopback word; the far end is alive but does not answer", async token =>
        {
            await SendRecordAsync(TcpRecordType.Loopback, [word], token).ConfigureAwait(false);
            (TcpRecordType Type, ulong[] Words) echo;
            do
            {
                echo = await ReceiveRecordAsync(token).ConfigureAwait(false);
            }
            while (echo.Type != TcpRecordType.Loopback);
            if (!echo.Words.AsSpan().SequenceEqual([word]))
            {
                throw Fail(LinkFailure.Garbage, $"the loopback word 0x{word:X16} came back changed; the connection spoils data.");
            }
        }, cancellationToken).ConfigureAwait(false);
        Chip = BitfileInfo.Parse(_endpoint, config.InfoText).Describe(_endpoint);
    }

    private async Task WithinAsync(TimeSpan duration, string missing, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(duration, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LinkException(LinkFailure.NoAnswer, _endpoint, $"no {missing} (waited {duration.TotalMilliseconds} ms).");
        }
    }

    private async Task<(TcpRecordType Type, ulong[] Words)> ReceiveRecordAsync(CancellationToken cancellationToken)
    {
        TcpRecord record;
        while (!TryReadHead(out record))
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
        var words = new ulong[record.Count];
        for (int i = 0; i < words.Length; i++, _start += sizeof(ulong))
        {
            while (_end - _start < sizeof(ulong))
            {
                await FillAsync(cancellationToken).ConfigureAwait(false);
            }
            words[i] = BinaryPrimitives.ReadUInt64BigEndian(_in.AsSpan(_start));
        }
        return (record.Type, words);
    }
}
