namespace Bss2.Emulator.Wire;

/// <summary>The board's frames on their way to the host: numbered, kept until acknowledged, repeated.</summary>
/// <remarks>
/// Link-and-playback 1.5, "minimum faithful FPGA": fixed window, own repetition. The host may be silent only because its delayed ACK has no
/// timer, so the first repetition is the oldest frame alone: its duplicate makes the host acknowledge. Nothing is repeated while the host
/// keeps acknowledging: it is late then, not deaf; how late it may be follows from round trips measured on frames sent once. To one that stays silent ever more is repeated, ever more rarely, at most every 100 ms
/// (choice): it may be gone for good, and only the next reset ends that.
/// </remarks>
/// <param name="window">Frames that may be unacknowledged.</param>
/// <param name="modulus">Sequence numbers count modulo this.</param>
/// <param name="frameBytes">Largest frame.</param>
/// <param name="repeatUs">First repetition after this time.</param>
internal sealed class ArqSender(int window, int modulus, int frameBytes, long repeatUs)
{
    private const int RoundTrips = 3, MostPatience = 16, Smoothing = 8;
    private const int MostRepeats = 32, PatientRounds = 4, MaximumSlowdown = 20;
    private const long SlowestRepeatUs = 100_000;

    private readonly byte[] _bytes = new byte[window * frameBytes];
    private readonly int[] _lengths = new int[window];
    private readonly long[] _sentUs = new long[window];
    private long _low, _next;
    private readonly bool[] _repeated = new bool[window];
    private long _progressUs, _roundUs, _roundTripUs;
    private int _rounds;

    public int Outstanding => (int)(_next - _low);

    public bool IsOpen => Outstanding < window;

    /// <summary>Number of the next frame.</summary>
    public int NextSequence => (int)(_next % modulus);

    /// <summary>Room for the next frame; <see cref="Commit"/> sends it on its way.</summary>
    public Span<byte> Room => _bytes.AsSpan((int)(_next % window) * frameBytes, frameBytes);

    public ReadOnlySpan<byte> Commit(int length, long nowUs)
    {
        if (Outstanding == 0)
        {
            (_progressUs, _rounds) = (nowUs, 0);
        }
        int slot = (int)(_next++ % window);
        (_lengths[slot], _sentUs[slot], _repeated[slot]) = (length, nowUs, false);
        return _bytes.AsSpan(slot * frameBytes, length);
    }

    /// <summary>The host has everything up to this number; one outside the window says nothing.</summary>
    public void Acknowledge(uint sequence, long nowUs)
    {
        if (sequence >= modulus)
        {
            return;
        }
        long ahead = (sequence - _low) % modulus;
        ahead = ahead < 0 ? ahead + modulus : ahead;
        if (ahead < Outstanding)
        {
            Measure((int)((_low + ahead) % window), nowUs);
            _low += ahead + 1;
            (_progressUs, _rounds) = (nowUs, 0);
        }
    }

    /// <summary>Frames whose time to be repeated has come: how many, from the oldest on.</summary>
    public int Due(long nowUs)
    {
        int slower = Math.Clamp(_rounds - PatientRounds, 0, MaximumSlowdown);
        long patienceUs = Math.Clamp(RoundTrips * _roundTripUs, repeatUs, MostPatience * repeatUs);
        long timeoutUs = Math.Min(patienceUs << slower, Math.Max(repeatUs, SlowestRepeatUs));
        if (Outstanding == 0 || nowUs - Math.Max(_progressUs, _roundUs) < timeoutUs)
        {
            return 0;
        }
        int most = Math.Min(MostRepeats, 1 << Math.Min(_rounds, PatientRounds + 1)), due = 0;
        while (due < Math.Min(most, Outstanding) && nowUs - _sentUs[(_low + due) % window] >= repeatUs)
        {
            due++;
        }
        (_roundUs, _rounds) = (nowUs, _rounds + 1);
        return due;
    }

    /// <summary>The n-th oldest frame, to be sent again with a fresh acknowledgement in its place.</summary>
    public Span<byte> Repeat(int n, long nowUs)
    {
        int slot = (int)((_low + n) % window);
        (_sentUs[slot], _repeated[slot]) = (nowUs, true);
        return _bytes.AsSpan(slot * frameBytes, _lengths[slot]);
    }

    // Of a frame that was repeated nobody knows which copy was acknowledged.
    private void Measure(int slot, long nowUs)
    {
        if (!_repeated[slot])
        {
            _roundTripUs = _roundTripUs == 0 ? nowUs - _sentUs[slot] : _roundTripUs + (nowUs - _sentUs[slot] - _roundTripUs) / Smoothing;
        }
    }
}
