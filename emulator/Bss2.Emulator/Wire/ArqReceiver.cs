namespace Bss2.Emulator.Wire;

/// <summary>The host's frames, held until they can be taken in order.</summary>
/// <remarks>Link-and-playback 1.5: accepts any of the window's numbers once, whatever their order.</remarks>
/// <param name="window">Frames that may be held.</param>
/// <param name="modulus">Sequence numbers count modulo this.</param>
/// <param name="maximumWords">Words in a frame.</param>
internal sealed class ArqReceiver(int window, int modulus, int maximumWords)
{
    private readonly byte[] _bytes = new byte[window * maximumWords * sizeof(ulong)];
    private readonly int[] _words = new int[window], _types = new int[window];
    private readonly bool[] _held = new bool[window];
    private long _low;

    /// <summary>Last number taken in order; modulus − 1 at first.</summary>
    public int LastTaken => (int)((_low + modulus - 1) % modulus);

    public bool Offer(int sequence, int type, ReadOnlySpan<byte> words)
    {
        long ahead = (sequence - _low) % modulus;
        ahead = ahead < 0 ? ahead + modulus : ahead;
        int slot = (int)((_low + ahead) % window);
        if (ahead >= window || _held[slot])
        {
            return false;
        }
        words.CopyTo(_bytes.AsSpan(slot * maximumWords * sizeof(ulong)));
        (_held[slot], _words[slot], _types[slot]) = (true, words.Length / sizeof(ulong), type);
        return true;
    }

    /// <summary>The next frame in order, if it is here.</summary>
    public bool TryPeek(out int type, out ReadOnlySpan<byte> words)
    {
        int slot = (int)(_low % window);
        type = _types[slot];
        words = _bytes.AsSpan(slot * maximumWords * sizeof(ulong), _words[slot] * sizeof(ulong));
        return _held[slot];
    }

    public void Take() => _held[_low++ % window] = false;
}
