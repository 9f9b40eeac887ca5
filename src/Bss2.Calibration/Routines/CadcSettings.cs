using Bss2.Hal.Coordinates;

namespace Bss2.Calibration.Routines;

/// <summary>Settings of the column converters: what their own calibration found.</summary>
public sealed record CadcSettings
{
    /// <summary>Smallest and largest digital channel offset.</summary>
    public const int MinimumOffset = -128, MaximumOffset = 127;

    /// <summary>Code of cadc_v_ramp_offset per CapMem block.</summary>
    public required IReadOnlyList<int> RampOffset { get; init; }

    /// <summary>Code of cadc_i_ramp_slope per CapMem block.</summary>
    public required IReadOnlyList<int> RampSlope { get; init; }

    /// <summary>Digital offset per channel, LSB; <see cref="CadcChannel"/> numbers them.</summary>
    public required IReadOnlyList<int> ChannelOffsets { get; init; }

    /// <summary>Where the calibration of the converters starts: the middle of the range that ramps work in.</summary>
    public static CadcSettings Start { get; } = new()
    {
        RampOffset = [.. Enumerable.Repeat(100, CapMemBlock.Count)], RampSlope = [.. Enumerable.Repeat(200, CapMemBlock.Count)],
        ChannelOffsets = [.. Enumerable.Repeat(0, CadcChannel.Count)],
    };

    /// <summary>Checks shapes and ranges.</summary>
    /// <exception cref="ArgumentException">A list has the wrong length or a value out of range.</exception>
    public void Validate()
    {
        if (RampOffset.Count != CapMemBlock.Count || RampSlope.Count != CapMemBlock.Count || ChannelOffsets.Count != CadcChannel.Count)
        {
            throw new ArgumentException($"CADC settings need {CapMemBlock.Count} ramp offsets, {CapMemBlock.Count} slopes and {CadcChannel.Count} "
                + $"channel offsets; these have {RampOffset.Count}, {RampSlope.Count} and {ChannelOffsets.Count}.");
        }
        if (RampOffset.Concat(RampSlope).Any(code => code is < 0 or > Hal.Containers.CapMemCell.MaximumValue)
            || ChannelOffsets.Any(offset => offset is < MinimumOffset or > MaximumOffset))
        {
            throw new ArgumentException($"A ramp code lies outside 0..{Hal.Containers.CapMemCell.MaximumValue}, or a channel offset outside "
                + $"{MinimumOffset}..{MaximumOffset}.");
        }
    }

    /// <summary>Same codes and offsets.</summary>
    public bool Equals(CadcSettings? other) => other is not null && RampOffset.SequenceEqual(other.RampOffset)
        && RampSlope.SequenceEqual(other.RampSlope) && ChannelOffsets.SequenceEqual(other.ChannelOffsets);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(RampOffset[0], RampSlope[0], ChannelOffsets[0]);
}
