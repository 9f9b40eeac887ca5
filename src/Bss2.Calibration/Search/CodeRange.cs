using Bss2.Hal.Containers;

namespace Bss2.Calibration.Search;

/// <summary>Inclusive range of integer codes that a search may try; may be negative (CADC offsets).</summary>
public readonly record struct CodeRange
{
    /// <summary>The range.</summary>
    /// <exception cref="ArgumentException">The minimum lies above the maximum.</exception>
    public CodeRange(int minimum, int maximum)
    {
        if (minimum > maximum)
        {
            throw new ArgumentException($"Codes from {minimum} to {maximum}: the minimum must not lie above the maximum.");
        }
        (Minimum, Maximum) = (minimum, maximum);
    }

    /// <summary>Every code that refreshes a CapMem cell: 0..1022.</summary>
    public static CodeRange CapMem { get; } = new(0, CapMemCell.MaximumValue);

    /// <summary>Smallest code.</summary>
    public int Minimum { get; }

    /// <summary>Largest code.</summary>
    public int Maximum { get; }

    /// <summary>How many codes there are.</summary>
    public int Count => Maximum - Minimum + 1;

    /// <summary>Middle code, rounded down.</summary>
    public int Middle => Minimum + (Maximum - Minimum) / 2;

    /// <summary>Whether a code is one of the two ends, from where the target may lie outside.</summary>
    public bool IsBoundary(int code) => code <= Minimum || code >= Maximum;

    /// <summary>Nearest code of the range.</summary>
    public int Clamp(double code) => (int)Math.Clamp(Math.Round(code, MidpointRounding.ToEven), Minimum, Maximum);
}
