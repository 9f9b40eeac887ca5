using System.Buffers.Binary;

namespace Bss2.Emulator.Wire;

/// <summary>Cuts a TCP byte stream into records: type, three zero bytes, count (32 bits big endian), words (64 bits big endian).</summary>
/// <remarks>Link-and-playback 7a, with the type codes of 7b. Holds at most one record.</remarks>
internal sealed class RecordParser
{
    public const int Data = 1, Reset = 3, Config = 4, Loopback = 5, Flush = 6, MaximumWords = 180, HeadBytes = 8;

    private readonly byte[] _bytes = new byte[HeadBytes + MaximumWords * sizeof(ulong)];
    private readonly ulong[] _words = new ulong[MaximumWords];
    private int _held, _wanted = HeadBytes;

    /// <summary>Type of the record that <see cref="Take"/> completed.</summary>
    public int Type { get; private set; }

    /// <summary>Its words.</summary>
    public ReadOnlySpan<ulong> Words => _words.AsSpan(0, (_wanted - HeadBytes) / sizeof(ulong));

    /// <summary>Whether the stream is no stream of records; it cannot be picked up again.</summary>
    public bool Broken { get; private set; }

    /// <summary>Takes bytes up to the end of a record.</summary>
    /// <param name="bytes">What came; shortened by what was taken.</param>
    /// <returns>Whether a record is complete.</returns>
    public bool Take(ref ReadOnlySpan<byte> bytes)
    {
        if (_held == _wanted)
        {
            (_held, _wanted) = (0, HeadBytes);
        }
        while (!Broken)
        {
            int take = Math.Min(bytes.Length, _wanted - _held);
            bytes[..take].CopyTo(_bytes.AsSpan(_held));
            bytes = bytes[take..];
            _held += take;
            if (_held < _wanted)
            {
                return false;
            }
            if (_wanted > HeadBytes || !ReadHead())
            {
                break;
            }
        }
        if (Broken)
        {
            return false;
        }
        for (int i = 0; i < Words.Length; i++)
        {
            _words[i] = BinaryPrimitives.ReadUInt64BigEndian(_bytes.AsSpan(HeadBytes + i * sizeof(ulong)));
        }
        return true;
    }

    // Returns whether words follow.
    private bool ReadHead()
    {
        uint count = BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(4));
        Type = _bytes[0];
        Broken = count > MaximumWords || (_bytes[1] | _bytes[2] | _bytes[3]) != 0 || Type is not (Data or Reset or Config or Loopback or Flush);
        _wanted = Broken ? _wanted : HeadBytes + (int)count * sizeof(ulong);
        return count > 0;
    }
}
