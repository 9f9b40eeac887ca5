namespace Bss2.Links;

/// <summary>What a link's protocol had to do so far; counts up from connecting.</summary>
public sealed class LinkStatistics
{
    /// <summary>Data frames sent for the first time.</summary>
    public long FramesSent { get; internal set; }

    /// <summary>Data frames sent again.</summary>
    public long Retransmissions { get; internal set; }

    /// <summary>Data frames received in time and once.</summary>
    public long FramesReceived { get; internal set; }

    /// <summary>Data frames received again, or outside the window.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>What came and is no frame: wrong length, checksum or number; dropped.</summary>
    public long Malformed { get; internal set; }

    /// <summary>Words received.</summary>
    public long WordsReceived { get; internal set; }
}
