namespace Bss2.Hal.Wire;

/// <summary>Takes 64-bit words apart into messages; state persists between calls.</summary>
/// <remarks>
/// Source: hxcomm decoder; link-and-playback 2.4. A word whose top bit is 1 at a message boundary is padding; after a message, a next bit
/// of 1 (the comma) drops the rest of the word. A word is taken in halves so that at most 79 + 32 bits are ever pending.
/// </remarks>
/// <param name="dictionary">Direction of the stream.</param>
public sealed class UtDecoder(UtDictionary dictionary)
{
    private const int HalfBits = 32;

    private UInt128 _pending;
    private int _bits;
    private bool _failed;

    /// <summary>Words taken so far.</summary>
    public long WordCount { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Reset() => (_pending, _bits, _failed, WordCount) = (0, 0, false, 0);

    /// <summary>Decodes words.</summary>
    /// <exception cref="UtDecodeException">A header is unknown; only <see cref="Reset"/> helps.</exception>
    public void Decode(ReadOnlySpan<ulong> words, IUtMessageSink sink)
    {
        if (_failed)
        {
            throw new InvalidOperationException("This decoder met an unknown header; reset it before it goes on.");
        }
        foreach (ulong word in words)
        {
            if (_bits != 0 || word >> 63 == 0)
            {
                Take(word, sink);
            }
            WordCount++;
        }
    }

    private void Take(ulong word, IUtMessageSink sink)
    {
        Append((uint)(word >> HalfBits));
        if (Drain(sink))
        {
            return;
        }
        // At a boundary between the halves the comma is the top bit of the second one.
        if (_bits == 0 && (word & 0x8000_0000) != 0)
        {
            return;
        }
        Append((uint)word);
        Drain(sink);
    }

    private void Append(uint half)
    {
        _pending = _pending << HalfBits | half;
        _bits += HalfBits;
    }

    // Returns true if a comma dropped the rest of the word.
    private bool Drain(IUtMessageSink sink)
    {
        while (_bits >= UtDictionary.HeaderBits)
        {
            int header = (int)(_pending >> (_bits - UtDictionary.HeaderBits)) & 0xFF;
            if (header >= dictionary.Count)
            {
                _failed = true;
                throw new UtDecodeException(dictionary.Name, header, WordCount);
            }
            int size = dictionary.MessageBits(header);
            if (_bits < size)
            {
                return false;
            }
            UInt128 payload = _pending >> (_bits - size) & ((UInt128.One << dictionary.PayloadBits(header)) - 1);
            _bits -= size;
            _pending &= (UInt128.One << _bits) - 1;
            sink.Take(header, payload);
            if (_bits > 0 && (_pending >> (_bits - 1)) != 0)
            {
                (_pending, _bits) = (0, 0);
                return true;
            }
        }
        return false;
    }
}
