namespace Bss2.Runtime;

/// <summary>Energy of a chip's work, with what it assumes and how far it may be off: never a bare number.</summary>
/// <remarks>
/// Chip time times power, plus what events cost beyond power at rest. Host, FPGA and board are left out. Published whole-chip powers:
/// 176 mW (Göltz 2021) and 200 mW (Cramer 2022) while classifying images; the emulator's energies per event are assumptions.
/// </remarks>
public sealed record EnergyLedger
{
    // analog-core 7.
    private const double LowestPublishedWatts = 0.176, PublishedWatts = 0.2, SynapticEventJoule = 10e-12, SpikePacketJoule = 1e-9;

    // Events of unknown cost: none at all, or three times as much.
    private const double EventFactor = 3;

    // Steps and offsets of six monitors and the spread of their shunts: assumption.
    private const double MonitorFraction = 0.1;

    /// <summary>Chip time, s.</summary>
    public required double ChipSeconds { get; init; }

    /// <summary>Inferences in that time.</summary>
    public required long Inferences { get; init; }

    /// <summary>Spike packets to and from the chip.</summary>
    public required long SpikePackets { get; init; }

    /// <summary>Synaptic events, if they are known.</summary>
    public long? SynapticEvents { get; init; }

    /// <summary>Power that the board's monitors gave while the chip worked, W; null if it was not measured.</summary>
    public double? MeasuredWatts { get; init; }

    /// <summary>What the numbers rest on.</summary>
    public IReadOnlyList<string> Assumptions =>
    [
        MeasuredWatts is null ? "power not measured: 200 mW as published for image classification, 176 mW as the low bound, a quarter more as the high"
            : "power from the board's monitors, good to 10 % (assumption); events are in it",
        "chip time only: neither host, FPGA and board, nor the time in which the chip waits for them",
        .. MeasuredWatts is null ? (string[])["1 nJ per spike packet (assumption; bounds none and 3 nJ)"] : [],
        .. MeasuredWatts is null && SynapticEvents is null ? (string[])["synaptic events not counted: those of the published task are in its power"] : [],
        .. MeasuredWatts is null && SynapticEvents is not null ? (string[])["10 pJ per synaptic event (assumption; bounds none and 30 pJ)"] : [],
    ];

    /// <summary>All of it.</summary>
    public EnergyRange Total
    {
        get
        {
            if (MeasuredWatts is { } watts)
            {
                double joule = watts * ChipSeconds;
                return new(joule, joule * (1 - MonitorFraction), joule * (1 + MonitorFraction));
            }
            double events = SpikePackets * SpikePacketJoule + (SynapticEvents ?? 0) * SynapticEventJoule;
            return new(PublishedWatts * ChipSeconds + events, LowestPublishedWatts * ChipSeconds,
                1.25 * PublishedWatts * ChipSeconds + EventFactor * events);
        }
    }

    /// <summary>Per inference; null without any.</summary>
    public EnergyRange? PerInference => Over(Inferences);

    /// <summary>Per spike packet, everything included; null without any.</summary>
    public EnergyRange? PerSpike => Over(SpikePackets);

    private EnergyRange? Over(long count) => count == 0 ? null
        : new(Total.Joule / count, Total.LowJoule / count, Total.HighJoule / count);
}
