namespace Bss2.Hal.Wire;

/// <summary>Packs messages into 64-bit words, most significant bit first; a flush completes a partly filled word with a comma.</summary>
/// <remarks>Source: hxcomm encoder; link-and-playback 2.4.</remarks>
/// <param name="dictionary">Direction of the stream.</param>
/// <param name="words">Receives complete words.</param>
public sealed class UtEncoder(UtDictionary dictionary, ICollection<ulong> words)
{
    private const int WordBits = 64;

    private ulong _partial;
    private int _bits;

    /// <summary>Appends a message.</summary>
    /// <exception cref="ArgumentException">No such instruction, or the payload does not fit it.</exception>
    public void Append(int header, UInt128 payload)
    {
        if ((uint)header >= (uint)dictionary.Count || payload >> dictionary.PayloadBits(header) != 0)
        {
            throw new ArgumentException($"Header {header} with payload {payload:X} is no message {dictionary.Name}.", nameof(header));
        }
        int size = dictionary.MessageBits(header), left = size;
        UInt128 message = (UInt128)(uint)header << (size - UtDictionary.HeaderBits) | payload;
        while (left > 0)
        {
            int take = Math.Min(left, WordBits - _bits);
            left -= take;
            ulong part = (ulong)(message >> left & ((UInt128.One << take) - 1));
            _bits += take;
            _partial |= part << (WordBits - _bits);
            if (_bits == WordBits)
            {
                words.Add(_partial);
                (_partial, _bits) = (0, 0);
            }
        }
    }

    /// <summary>Completes a partly filled word: a 1 right after the last message, then zeros.</summary>
    public void Flush()
    {
        if (_bits > 0)
        {
            words.Add(_partial | 1UL << (WordBits - _bits - 1));
            (_partial, _bits) = (0, 0);
        }
    }
}
