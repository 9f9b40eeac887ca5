namespace Bss2.Links;

/// <summary>Frames that came, until they can be delivered in order.</summary>
/// <remarks>Link-and-playback 1.5, receiver; sequence numbers count modulo 256.</remarks>
/// <param name="window">Frames that may be held; a power of two below 256.</param>
/// <param name="maximumWords">64-bit words in a frame.</param>
internal sealed class ReceiveWindow(int window, int maximumWords)
{
    private const int Modulus = 256;

    private readonly byte[] _payloads = new byte[window * maximumWords * sizeof(ulong)];
    private readonly int[] _bytes = new int[window], _types = new int[window];
    private readonly bool[] _held = new bool[window];
    private long _low;

    /// <summary>Last number delivered: the ACK field; 255 at first.</summary>
    public int Acknowledge => (int)((_low + Modulus - 1) % Modulus);

    /// <summary>Forgets everything; expects number 0.</summary>
    public void Reset()
    {
        _low = 0;
        Array.Clear(_held);
    }

    /// <summary>Keeps a frame; false if it lies outside the window or is here already.</summary>
    public bool Offer(int sequence, int type, ReadOnlySpan<byte> payload)
    {
        int ahead = (int)(sequence - _low) & (Modulus - 1);
        int slot = (int)((_low + ahead) % window);
        if (ahead >= window || _held[slot])
        {
            return false;
        }
        payload.CopyTo(_payloads.AsSpan(slot * maximumWords * sizeof(ulong)));
        (_held[slot], _bytes[slot], _types[slot]) = (true, payload.Length, type);
        return true;
    }

    /// <summary>The frame whose turn it is, if it is here.</summary>
    public bool TryPeek(out int type, out ReadOnlySpan<byte> payload)
    {
        int slot = (int)(_low % window);
        type = _types[slot];
        payload = _payloads.AsSpan(slot * maximumWords * sizeof(ulong), _bytes[slot]);
        return _held[slot];
    }

    /// <summary>Delivered: the next one's turn.</summary>
    public void Advance() => _held[_low++ % window] = false;
}
