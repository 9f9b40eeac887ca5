using System.Buffers.Binary;
using System.IO.Compression;

namespace Bss2.Links.Recording;

/// <summary>Reads a recording block by block, checking everything; never holds more than a block.</summary>
internal sealed class RecordingReader : IDisposable
{
    private readonly Stream _file;
    private readonly string _name;
    // As large as the largest block so far.
    private byte[] _block = new byte[RecordingFormat.HeadBytes], _planes = [];
    private ulong[] _words = [];
    private uint _checksum;
    private long _sent, _received;
    private int _count, _bytes;

    /// <summary>Opens a recording.</summary>
    /// <param name="file">Disposed with this object.</param>
    /// <param name="name">For error messages.</param>
    /// <exception cref="InvalidDataException">It is none, or of another version.</exception>
    public RecordingReader(Stream file, string name)
    {
        (_file, _name) = (file, name);
        Span<byte> start = stackalloc byte[RecordingFormat.PreambleBytes];
        int magic = RecordingFormat.Magic.Length;
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start[..magic].SequenceEqual(RecordingFormat.Magic))
        {
            throw new InvalidDataException($"{name} is no recording of a session (it does not begin as one); bss2 record makes them.");
        }
        int version = BinaryPrimitives.ReadInt32LittleEndian(start[magic..]);
        if (version != RecordingFormat.Version)
        {
            throw new InvalidDataException($"{name} has format version {version}; this program reads version {RecordingFormat.Version}.");
        }
    }

    /// <summary>Kind of the block read last; 0 before the first.</summary>
    public byte Kind { get; private set; }

    /// <summary>Its words.</summary>
    public ReadOnlySpan<ulong> Words => _words.AsSpan(0, _count);

    /// <summary>Its text.</summary>
    public ReadOnlySpan<byte> Text => _block.AsSpan(RecordingFormat.HeadBytes, _bytes);

    /// <summary>Reads the next block; false at the end of the recording.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or was not closed.</exception>
    public bool Read()
    {
        if (Kind == RecordingFormat.End)
        {
            return false;
        }
        Fill(_block.AsSpan(0, RecordingFormat.HeadBytes));
        (byte kind, int count, int bytes) = (_block[0], BinaryPrimitives.ReadInt32LittleEndian(_block.AsSpan(1)),
            BinaryPrimitives.ReadInt32LittleEndian(_block.AsSpan(1 + sizeof(int))));
        bool words = kind is RecordingFormat.Sent or RecordingFormat.Received;
        if (kind is < RecordingFormat.Connected or > RecordingFormat.End || bytes is < 1 or > RecordingFormat.MaximumPayloadBytes
            || (words ? count is < 1 or > RecordingFormat.MaximumWords : count != 0))
        {
            throw Damaged($"a block has kind {kind} and claims {count} words in {bytes} bytes");
        }
        int end = RecordingFormat.HeadBytes + bytes;
        Grow(ref _block, end + RecordingFormat.CrcBytes);
        Fill(_block.AsSpan(RecordingFormat.HeadBytes, bytes + RecordingFormat.CrcBytes));
        uint checksum = RecordingFormat.Checksum(_checksum, _block.AsSpan(0, end));
        if (checksum != BinaryPrimitives.ReadUInt32LittleEndian(_block.AsSpan(end)))
        {
            throw Damaged($"the checksum of a block after {_sent + _received} words is wrong");
        }
        (_checksum, Kind, _count, _bytes) = (checksum, kind, count, bytes);
        if (words)
        {
            Unpack();
        }
        _sent += kind == RecordingFormat.Sent ? count : 0;
        _received += kind == RecordingFormat.Received ? count : 0;
        if (kind == RecordingFormat.End)
        {
            RequireTotals();
            return false;
        }
        return true;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>What to throw.</summary>
    public InvalidDataException Damaged(string how) => new($"{_name} is damaged: {how}. Record it again.");

    private void Unpack()
    {
        Grow(ref _planes, _count * sizeof(ulong));
        Grow(ref _words, _count);
        ReadOnlySpan<byte> payload = Text;
        Span<byte> planes = _planes.AsSpan(0, _count * sizeof(ulong));
        if (payload.Length == planes.Length)
        {
            payload.CopyTo(planes);
        }
        else if (!BrotliDecoder.TryDecompress(payload, planes, out int length) || length != planes.Length)
        {
            throw Damaged($"a block after {_sent + _received} words does not unpack to {_count} words");
        }
        RecordingFormat.FromPlanes(planes, _words.AsSpan(0, _count));
    }

    private static void Grow<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            Array.Resize(ref buffer, length);
        }
    }

    private void RequireTotals()
    {
        if (_bytes != 2 * sizeof(long) || BinaryPrimitives.ReadInt64LittleEndian(Text) != _sent
            || BinaryPrimitives.ReadInt64LittleEndian(Text[sizeof(long)..]) != _received)
        {
            throw Damaged($"its last block claims other numbers of words than the {_sent} sent and {_received} received that it holds");
        }
    }

    private void Fill(Span<byte> destination)
    {
        if (_file.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
        {
            throw Damaged($"it ends in the middle, after {_sent + _received} words: it was not closed, or was cut");
        }
    }
}
