namespace Bss2.Links.Config;

/// <summary>How long a link waits while it connects.</summary>
/// <remarks>Link-and-playback 1.2, 1.4, 1.6.</remarks>
public sealed record HandshakeTimes
{
    /// <summary>From the reset to the end of the configuration; also how long connecting a socket may take.</summary>
    public TimeSpan Reset { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>From the loopback word to its echo.</summary>
    public TimeSpan Echo { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How long closing waits for what was sent to be acknowledged.</summary>
    public TimeSpan Close { get; init; } = TimeSpan.FromMilliseconds(500);
}
