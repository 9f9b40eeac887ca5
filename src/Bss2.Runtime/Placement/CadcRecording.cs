using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;

namespace Bss2.Runtime.Placement;

/// <summary>Column converters watch a layer's membranes during every window.</summary>
/// <remarks>
/// Limits of the chip, kept although playback reads through the emulator could do more: readings no closer than the 1.7 µs in which a
/// plasticity processor stores a row (analog-core 5), and no more of them per program than its memory at the FPGA holds; a batch that
/// needs more is split. All columns of a hemisphere are converted at once.
/// </remarks>
public sealed record CadcRecording
{
    /// <summary>Shortest distance of two readings, µs: 0.6 MSample/s when every sample is stored (analog-core 5).</summary>
    public const double ShortestIntervalUs = 1.7;

    /// <summary>Readings of both hemispheres' 256 columns that fit the 128 KiB of external memory of the plasticity processors
    /// (link-and-playback 3.4).</summary>
    public const int MemoryReadings = 128 * 1024 / (Hemisphere.Count * SynapseColumn.Count);

    /// <summary>Code of cadc_v_ramp_offset with which a nominal converter shows 0.06 V as 0.</summary>
    public const int NominalRampOffset = 100;

    /// <summary>Code of cadc_i_ramp_slope with which a nominal converter's LSB is <see cref="NominalCircuit.CadcVoltsPerLsb"/>.</summary>
    public const int NominalRampSlope = 200;

    /// <summary>Watched layer.</summary>
    public required int Layer { get; init; }

    /// <summary>Distance of two readings, µs.</summary>
    public double IntervalUs { get; init; } = 2;

    /// <summary>Whether the layer's comparators are off: leaky integrators that never fire.</summary>
    public bool IsLeaky { get; init; }

    /// <summary>Code of cadc_v_ramp_offset per CapMem block.</summary>
    public IReadOnlyList<int> RampOffset { get; init; } = [.. Enumerable.Repeat(NominalRampOffset, CapMemBlock.Count)];

    /// <summary>Code of cadc_i_ramp_slope per CapMem block.</summary>
    public IReadOnlyList<int> RampSlope { get; init; } = [.. Enumerable.Repeat(NominalRampSlope, CapMemBlock.Count)];

    /// <summary>Digital offset per channel, LSB; <see cref="CadcChannel"/> numbers them. Null: all 0; each channel's own offset is taken off by
    /// the reading at the start of the window in any case.</summary>
    public IReadOnlyList<int>? ChannelOffsets { get; init; }

    /// <summary>Checks what does not depend on the network.</summary>
    /// <exception cref="ArgumentException">Readings are too close, or a list has the wrong length.</exception>
    public void Validate()
    {
        if (!(IntervalUs >= ShortestIntervalUs) || !double.IsFinite(IntervalUs))
        {
            throw new ArgumentException($"Readings of the CADC every {IntervalUs} µs; the chip stores one in {ShortestIntervalUs} µs at best.");
        }
        if (RampOffset.Count != CapMemBlock.Count || RampSlope.Count != CapMemBlock.Count || (ChannelOffsets?.Count ?? CadcChannel.Count) != CadcChannel.Count)
        {
            throw new ArgumentException($"A recording needs {CapMemBlock.Count} ramp offsets, {CapMemBlock.Count} slopes and {CadcChannel.Count} channel "
                + $"offsets or none; this has {RampOffset.Count}, {RampSlope.Count} and {ChannelOffsets?.Count ?? 0}.");
        }
    }

    /// <summary>Switches of a circuit of the watched layer.</summary>
    internal NeuronConfig Switches(CircuitSettings settings) =>
        settings.Switches() with { EnReadoutAmp = true, ReadoutSelect = 0, EnThreshComp = !IsLeaky };
}
