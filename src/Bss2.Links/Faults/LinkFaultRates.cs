namespace Bss2.Links.Faults;

/// <summary>What goes wrong in one direction of a link; probabilities from 0 to 1 per datagram, or per byte on a serial line.</summary>
public sealed record LinkFaultRates
{
    private const double LongestDelayMs = 60_000;

    /// <summary>Nothing of it arrives.</summary>
    public double Drop { get; init; }

    /// <summary>It arrives twice.</summary>
    public double Duplicate { get; init; }

    /// <summary>Up to eight later datagrams arrive before it. HostARQ tells at most 127 apart, so no more than a window may overtake.</summary>
    public double Reorder { get; init; }

    /// <summary>One of its bits arrives inverted.</summary>
    public double Flip { get; init; }

    /// <summary>Its end is missing.</summary>
    public double Truncate { get; init; }

    /// <summary>It and all that follows arrive later by <see cref="DelayMs"/>.</summary>
    public double Delay { get; init; }

    /// <summary>How much later, ms.</summary>
    public double DelayMs { get; init; } = 2;

    /// <summary>Nothing arrives any more, either way, after so many datagrams, writes or reads of a connection; null: it goes on.</summary>
    public long? CutAfter { get; init; }

    internal void Validate(string direction)
    {
        foreach ((string name, double value) in (ReadOnlySpan<(string, double)>)[("drop", Drop), ("duplicate", Duplicate), ("reorder", Reorder),
            ("flip", Flip), ("truncate", Truncate), ("delay", Delay)])
        {
            if (!(value is >= 0 and <= 1))
            {
                throw new ArgumentException(FormattableString.Invariant($"{direction}.{name} is {value}; a probability is from 0 to 1."));
            }
        }
        if (!(DelayMs is >= 0 and <= LongestDelayMs) || CutAfter < 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{direction}: delay_ms is {DelayMs} (0 to 60000), cut_after is {CutAfter} (0 or more)."));
        }
    }
}
