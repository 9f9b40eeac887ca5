using System.Buffers.Binary;
using System.Numerics;

namespace Bss2.Emulator.Wire;

/// <summary>The board's program memory, or its answer memory: a queue of words that grows to its limit and no further.</summary>
/// <param name="limit">Words that it may hold.</param>
internal sealed class WordFifo(int limit)
{
    private const int FirstWords = 1024;

    private ulong[] _words = new ulong[FirstWords];
    private int _first;

    public int Count { get; private set; }

    public int Free => limit - Count;

    public void Append(ReadOnlySpan<ulong> words)
    {
        Reserve(words.Length);
        foreach (ulong word in words)
        {
            _words[(_first + Count++) & (_words.Length - 1)] = word;
        }
    }

    public void AppendBigEndian(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length / sizeof(ulong));
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            _words[(_first + Count++) & (_words.Length - 1)] = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        }
    }

    public int Take(Span<ulong> destination)
    {
        int count = Math.Min(destination.Length, Count), first = Math.Min(count, _words.Length - _first);
        _words.AsSpan(_first, first).CopyTo(destination);
        _words.AsSpan(0, count - first).CopyTo(destination[first..]);
        _first = (_first + count) & (_words.Length - 1);
        Count -= count;
        return count;
    }

    private void Reserve(int more)
    {
        if (Count + more > _words.Length)
        {
            var larger = new ulong[BitOperations.RoundUpToPowerOf2((uint)(Count + more))];
            int count = Count;
            Take(larger);
            (_words, _first, Count) = (larger, 0, count);
        }
    }
}
