using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using Bss2.Hal.Wire;

namespace Bss2.Links.Recording;

/// <summary>Writes down a session, word by word, as it happens: one connection after the other.</summary>
/// <remarks>The file has its name only once it is complete; until then it ends in ".partial". Holds a block of words at most.</remarks>
public sealed class Recorder : IAsyncDisposable
{
    private const int Quality = 1, WindowBits = 18;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly Lock _writing = new();
    private readonly ulong[] _words = new ulong[RecordingFormat.MaximumWords];
    private readonly byte[] _planes = new byte[RecordingFormat.MaximumPayloadBytes];
    private readonly byte[] _block = new byte[RecordingFormat.HeadBytes + RecordingFormat.MaximumPayloadBytes + RecordingFormat.CrcBytes];
    private uint _checksum;
    private int _count;
    private byte _kind;
    private bool _closed;

    /// <summary>Begins a recording.</summary>
    /// <param name="path">File to write; an older one is replaced when this one is complete.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public Recorder(string path)
    {
        _path = path;
        _file = new(path + ".partial", FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        Span<byte> preamble = stackalloc byte[RecordingFormat.PreambleBytes];
        RecordingFormat.Magic.CopyTo(preamble);
        BinaryPrimitives.WriteInt32LittleEndian(preamble[RecordingFormat.Magic.Length..], RecordingFormat.Version);
        _file.Write(preamble);
    }

    /// <summary>Words sent so far.</summary>
    public long WordsSent { get; private set; }

    /// <summary>Words received so far.</summary>
    public long WordsReceived { get; private set; }

    /// <summary>Connections so far over which anything went.</summary>
    public int Connections { get; private set; }

    /// <summary>Writes down what a link carries from now on; the link is disposed with what is returned.</summary>
    /// <remarks>A connection that was only looked at, for its chip's identity, leaves no trace.</remarks>
    public IChipLink Record(IChipLink link) => new RecordingLink(link, this);

    /// <summary>Completes the file and gives it its name.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_writing)
        {
            if (_closed)
            {
                return;
            }
            Flush();
            Span<byte> totals = stackalloc byte[2 * sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(totals, WordsSent);
            BinaryPrimitives.WriteInt64LittleEndian(totals[sizeof(long)..], WordsReceived);
            WriteBlock(RecordingFormat.End, 0, totals);
            _closed = true;
            _file.Flush(flushToDisk: true);
        }
        await _file.DisposeAsync().ConfigureAwait(false);
        File.Move(_path + ".partial", _path, overwrite: true);
    }

    internal void Connected(IChipLink link)
    {
        var header = new RecordingHeader(link.Chip.Name, link.Chip.Identity, link.Chip.IsEmulated, link.MaxProgramWords);
        lock (_writing)
        {
            Connections++;
            WriteText(RecordingFormat.Connected, JsonSerializer.SerializeToUtf8Bytes(header, RecordingJson.Default.RecordingHeader));
        }
    }

    internal void Sent(ReadOnlySpan<ulong> words)
    {
        lock (_writing)
        {
            WordsSent += words.Length;
            Append(RecordingFormat.Sent, words);
        }
    }

    internal void Received(ReadOnlySpan<ulong> words)
    {
        lock (_writing)
        {
            WordsReceived += words.Length;
            Append(RecordingFormat.Received, words);
        }
    }

    internal void Failed(LinkFailure failure, string message)
    {
        lock (_writing)
        {
            WriteText(RecordingFormat.Failed,
                JsonSerializer.SerializeToUtf8Bytes(new RecordedFailure(failure.ToString(), message), RecordingJson.Default.RecordedFailure));
        }
    }

    private void Append(byte kind, ReadOnlySpan<ulong> words)
    {
        if (_kind != kind)
        {
            Flush();
        }
        _kind = kind;
        while (!words.IsEmpty)
        {
            int count = Math.Min(words.Length, _words.Length - _count);
            words[..count].CopyTo(_words.AsSpan(_count));
            words = words[count..];
            if ((_count += count) == _words.Length)
            {
                Flush();
            }
        }
    }

    private void WriteText(byte kind, ReadOnlySpan<byte> json)
    {
        Flush();
        // A message that fills a block is none that anybody reads.
        WriteBlock(kind, 0, json.Length <= RecordingFormat.MaximumPayloadBytes ? json : throw new IOException($"{json.Length} bytes of text."));
    }

    private void Flush()
    {
        if (_count == 0)
        {
            return;
        }
        Span<byte> planes = _planes.AsSpan(0, _count * sizeof(ulong));
        RecordingFormat.ToPlanes(_words.AsSpan(0, _count), planes);
        Span<byte> payload = _block.AsSpan(RecordingFormat.HeadBytes, planes.Length);
        bool shorter = BrotliEncoder.TryCompress(planes, payload, out int length, Quality, WindowBits) && length < planes.Length;
        WriteBlock(_kind, _count, shorter ? payload[..length] : planes);
        _count = 0;
    }

    private void WriteBlock(byte kind, int words, ReadOnlySpan<byte> payload)
    {
        if (_closed)
        {
            return;
        }
        int end = RecordingFormat.HeadBytes + payload.Length;
        payload.CopyTo(_block.AsSpan(RecordingFormat.HeadBytes));
        _block[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(_block.AsSpan(1), words);
        BinaryPrimitives.WriteInt32LittleEndian(_block.AsSpan(1 + sizeof(int)), payload.Length);
        _checksum = RecordingFormat.Checksum(_checksum, _block.AsSpan(0, end));
        BinaryPrimitives.WriteUInt32LittleEndian(_block.AsSpan(end), _checksum);
        _file.Write(_block.AsSpan(0, end + RecordingFormat.CrcBytes));
    }
}
