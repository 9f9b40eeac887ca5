namespace Bss2.Emulator.Analog;

/// <summary>A stretch of time for an engine to integrate, and what happens in it.</summary>
/// <remarks>Pulses and resets are complete for [Start, End), but for pulses that follow from firings inside the stretch.</remarks>
internal readonly ref struct Stretch
{
    /// <summary>Engines never stop before the end of a stretch of at most this many cycles.</summary>
    public const int AlwaysWhole = 24;

    /// <summary>First cycle to integrate.</summary>
    public required long Start { get; init; }

    /// <summary>First cycle after it.</summary>
    public required long End { get; init; }

    /// <summary>Accepted PADI events, ordered by cycle, then as routed; none lies at or after <see cref="End"/>.</summary>
    public ReadOnlySpan<PadiPulse> Pulses { get; init; }

    /// <summary>Resets from the digital side, ordered by cycle; none lies at or after <see cref="End"/>, one before the start acts there.</summary>
    public ReadOnlySpan<BackendReset> Resets { get; init; }

    /// <summary>
    /// Cycles, at least <see cref="AlwaysWhole"/>, in which a firing cannot come back as a pulse: an engine integrates no further beyond it.
    /// <see cref="long.MaxValue"/> if it cannot come back.
    /// </summary>
    public long FeedbackCycles { get; init; }

    /// <summary>The half of the chip to integrate, 0 top, 1 bottom; null for both.</summary>
    public int? Hemisphere { get; init; }
}
