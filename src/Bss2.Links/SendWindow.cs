namespace Bss2.Links;

/// <summary>Frames that were sent and are not acknowledged yet, oldest first.</summary>
/// <remarks>Link-and-playback 1.5, sender; sequence numbers count modulo 256. Holds the bytes, so that a frame can be sent again.</remarks>
/// <param name="window">Frames that may be unacknowledged; a power of two below 256.</param>
/// <param name="maximumBytes">Largest frame.</param>
internal sealed class SendWindow(int window, int maximumBytes)
{
    private const int Modulus = 256;

    private readonly byte[] _bytes = new byte[window * maximumBytes];
    private readonly int[] _lengths = new int[window], _transmissions = new int[window];
    private readonly long[] _firstSentUs = new long[window];
    private long _low, _next;

    /// <summary>Frames on their way.</summary>
    public int Outstanding => (int)(_next - _low);

    /// <summary>Whether one more may go.</summary>
    public bool IsOpen => Outstanding < window;

    /// <summary>Number of the next frame.</summary>
    public int Sequence => (int)(_next % Modulus);

    /// <summary>When the oldest frame went out first, µs.</summary>
    public long OldestSentUs => _firstSentUs[_low % window];

    /// <summary>Place for the next frame's bytes.</summary>
    public Span<byte> Room => _bytes.AsSpan((int)(_next % window) * maximumBytes, maximumBytes);

    /// <summary>Forgets everything; the next frame is number 0.</summary>
    public void Reset() => (_low, _next) = (0, 0);

    /// <summary>The frame in <see cref="Room"/> is complete and counts as sent.</summary>
    /// <returns>Its bytes, valid until it is acknowledged.</returns>
    public Span<byte> Commit(int length, long nowUs)
    {
        int slot = (int)(_next++ % window);
        (_lengths[slot], _transmissions[slot], _firstSentUs[slot]) = (length, 1, nowUs);
        return _bytes.AsSpan(slot * maximumBytes, length);
    }

    /// <summary>Frees all frames up to and including an acknowledged one; a number outside the window says nothing.</summary>
    /// <returns>How many frames were freed.</returns>
    public int Acknowledge(uint sequence)
    {
        if (sequence >= Modulus)
        {
            return 0;
        }
        int ahead = (int)(sequence - _low) & (Modulus - 1);
        if (ahead >= Outstanding)
        {
            return 0;
        }
        _low += ahead + 1;
        return ahead + 1;
    }

    /// <summary>The next frame whose age in retransmission times has reached its number of transmissions; it counts as sent again.</summary>
    /// <param name="at">Place to look from: 0 for the oldest; moves on.</param>
    /// <param name="timeoutUs">Retransmission time, µs.</param>
    /// <param name="nowUs">Now, µs.</param>
    /// <param name="frame">Its bytes: the caller puts a fresh acknowledgement in.</param>
    public bool TryNextDue(ref int at, long timeoutUs, long nowUs, out Span<byte> frame)
    {
        while (at < Outstanding)
        {
            int slot = (int)((_low + at++) % window);
            long turns = (nowUs - _firstSentUs[slot]) / timeoutUs;
            if (turns >= _transmissions[slot])
            {
                // A late look counts once, not once per turn missed.
                _transmissions[slot] = (int)Math.Min(turns + 1, int.MaxValue);
                frame = _bytes.AsSpan(slot * maximumBytes, _lengths[slot]);
                return true;
            }
        }
        frame = default;
        return false;
    }

    /// <summary>Whether the oldest frame has been sent more than once: its round trip says nothing.</summary>
    public bool OldestWasRepeated => _transmissions[_low % window] > 1;
}
