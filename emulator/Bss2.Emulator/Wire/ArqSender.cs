namespace Bss2.Emulator.Wire;

/// <summary>The board's frames on their way to the host: numbered, kept until acknowledged, repeated.</summary>
/// <remarks>
/// Link-and-playback 1.5, "minimum faithful FPGA": fixed window, own repetition. The host may be silent only because its delayed ACK has no
/// timer, so the first repetition is the oldest frame alone: its duplicate makes the host acknowledge. A host that stays silent is
/// repeated to ever more rarely, at most every 100 ms (choice): it may be gone for good, and only the next reset ends that.
/// </remarks>
/// <param name="window">Frames that may be unacknowledged.</param>
/// <param name="modulus">Sequence numbers count modulo this.</param>
/// <param name="frameBytes">Largest frame.</param>
/// <param name="repeatUs">First repetition after this time.</param>
internal sealed class ArqSender(int window, int modulus, int frameBytes, long repeatUs)
{
    private const int RepeatsAtOnce = 32, PatientRepeats = 64, MaximumSlowdown = 20;
    private const long SlowestRepeatUs = 100_000;

    private readonly byte[] _bytes = new byte[window * frameBytes];
    private readonly int[] _lengths = new int[window];
    private readonly long[] _sentUs = new long[window];
    private long _low, _next;
    private int _silentRepeats;

    public int Outstanding => (int)(_next - _low);

    public bool IsOpen => Outstanding < window;

    /// <summary>Number of the next frame.</summary>
    public int NextSequence => (int)(_next % modulus);

    /// <summary>Room for the next frame; <see cref="Commit"/> sends it on its way.</summary>
    public Span<byte> Room => _bytes.AsSpan((int)(_next % window) * frameBytes, frameBytes);

    public ReadOnlySpan<byte> Commit(int length, long nowUs)
    {
        int slot = (int)(_next++ % window);
        (_lengths[slot], _sentUs[slot]) = (length, nowUs);
        return _bytes.AsSpan(slot * frameBytes, length);
    }

    /// <summary>The host has everything up to this number; one outside the window says nothing.</summary>
    public void Acknowledge(uint sequence)
    {
        if (sequence >= modulus)
        {
            return;
        }
        long ahead = (sequence - _low) % modulus;
        ahead = ahead < 0 ? ahead + modulus : ahead;
        if (ahead < Outstanding)
        {
            _low += ahead + 1;
            _silentRepeats = 0;
        }
    }

    /// <summary>Frames whose time to be repeated has come: how many, from the oldest on.</summary>
    public int Due(long nowUs)
    {
        int slower = Math.Clamp(_silentRepeats - PatientRepeats, 0, MaximumSlowdown);
        long timeoutUs = Math.Min(repeatUs << slower, Math.Max(repeatUs, SlowestRepeatUs));
        if (Outstanding == 0 || nowUs - _sentUs[_low % window] < timeoutUs)
        {
            return 0;
        }
        int most = _silentRepeats == 0 ? 1 : RepeatsAtOnce, due = 0;
        while (due < Math.Min(most, Outstanding) && nowUs - _sentUs[(_low + due) % window] >= timeoutUs)
        {
            due++;
        }
        _silentRepeats++;
        return due;
    }

    /// <summary>The n-th oldest frame, to be sent again with a fresh acknowledgement in its place.</summary>
    public Span<byte> Repeat(int n, long nowUs)
    {
        int slot = (int)((_low + n) % window);
        _sentUs[slot] = nowUs;
        return _bytes.AsSpan(slot * frameBytes, _lengths[slot]);
    }
}
