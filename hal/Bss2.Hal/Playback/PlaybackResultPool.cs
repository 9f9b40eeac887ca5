namespace Bss2.Hal.Playback;

/// <summary>Results for an executor that runs program after program: those that come back by <see cref="PlaybackResult.Release"/> are used
/// again, so that a steady training allocates none.</summary>
/// <remarks>One run at a time, as its executor.</remarks>
public sealed class PlaybackResultPool
{
    private readonly Stack<PlaybackResult> _free = new();
    private PlaybackResult? _open;

    /// <summary>Begins a run; one that was begun before and did not come to its end is forgotten.</summary>
    /// <returns>Takes its replies.</returns>
    public PlaybackDecoder Begin()
    {
        if (_open is null)
        {
            lock (_free)
            {
                _open = _free.TryPop(out PlaybackResult? used) ? used : new(this);
            }
        }
        _open.Decoder.Reset();
        return _open.Decoder;
    }

    /// <summary>Checks and takes what the decoder of <see cref="Begin"/> has got.</summary>
    /// <param name="program">The program that was run.</param>
    /// <exception cref="InvalidOperationException">No run was begun.</exception>
    /// <exception cref="InstructionTimeoutException">An instruction timed out.</exception>
    /// <exception cref="PlaybackException">No halt came back, or answers are missing or too many.</exception>
    public PlaybackResult End(PlaybackProgram program)
    {
        PlaybackResult result = _open ?? throw new InvalidOperationException("No run was begun; call Begin first.");
        _open = null;
        result.Complete(program);
        return result;
    }

    internal void Return(PlaybackResult result)
    {
        lock (_free)
        {
            if (!_free.Contains(result))
            {
                _free.Push(result);
            }
        }
    }
}
