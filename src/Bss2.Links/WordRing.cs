using System.Buffers.Binary;
using System.Numerics;

namespace Bss2.Links;

/// <summary>A bounded queue of words. Not for two threads at once.</summary>
/// <param name="capacity">Words it holds; a power of two.</param>
internal sealed class WordRing(int capacity)
{
    private readonly ulong[] _words = BitOperations.IsPow2(capacity) ? new ulong[capacity]
        : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A ring holds a power of two words.");

    private long _read, _written;

    /// <summary>Words in it.</summary>
    public int Count => (int)(_written - _read);

    /// <summary>Words that still fit.</summary>
    public int Free => capacity - Count;

    /// <summary>Empties it.</summary>
    public void Clear() => _read = _written;

    /// <summary>Appends big-endian words; the caller has checked that they fit.</summary>
    public void AppendBigEndian(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            _words[_written++ & (capacity - 1)] = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        }
    }

    /// <summary>Takes the oldest words, as many as there are and fit.</summary>
    public int Take(Span<ulong> destination)
    {
        int count = Math.Min(destination.Length, Count), first = Math.Min(count, capacity - (int)(_read & (capacity - 1)));
        _words.AsSpan((int)(_read & (capacity - 1)), first).CopyTo(destination);
        _words.AsSpan(0, count - first).CopyTo(destination[first..]);
        _read += count;
        return count;
    }
}
