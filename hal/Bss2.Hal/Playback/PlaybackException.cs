namespace Bss2.Hal.Playback;

/// <summary>A program failed or was refused.</summary>
public class PlaybackException : HalException
{
    /// <summary>Creates the exception.</summary>
    public PlaybackException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public PlaybackException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
