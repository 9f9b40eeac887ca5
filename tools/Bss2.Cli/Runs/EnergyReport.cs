using System.Globalization;
using Bss2.Runtime;

namespace Bss2.Cli.Runs;

/// <summary>Energy of a chip's work for result files: each number with its bounds, and what all of them rest on.</summary>
/// <param name="TotalJ">All of it, J.</param>
/// <param name="PerInferenceJ">Per sample run, J; null without any.</param>
/// <param name="PerSpikeJ">Per spike to and from the chip, everything included, J; null without any.</param>
/// <param name="ChipS">Chip time, s.</param>
/// <param name="Inferences">Samples run.</param>
/// <param name="Spikes">Spikes sent and received.</param>
/// <param name="Assumptions">What the numbers rest on.</param>
internal sealed record EnergyReport(EnergyBounds TotalJ, EnergyBounds? PerInferenceJ, EnergyBounds? PerSpikeJ, double ChipS, long Inferences,
    long Spikes, IReadOnlyList<string> Assumptions)
{
    /// <summary>Of what a chip did; null if it did nothing, as in a simulation.</summary>
    public static EnergyReport? Of(ChipUsage usage)
    {
        if (usage.ChipCycles == 0)
        {
            return null;
        }
        var ledger = new EnergyLedger
        {
            ChipSeconds = usage.ChipSeconds, Inferences = usage.Samples, SpikePackets = usage.SpikesSent + usage.SpikesRead,
        };
        return new(EnergyBounds.Of(ledger.Total)!, EnergyBounds.Of(ledger.PerInference), EnergyBounds.Of(ledger.PerSpike), ledger.ChipSeconds,
            ledger.Inferences, ledger.SpikePackets, ledger.Assumptions);
    }

    /// <summary>For people.</summary>
    public override string ToString() => $"Energy per inference {PerInferenceJ?.ToString() ?? "unknown"}, per spike {PerSpikeJ?.ToString() ?? "unknown"} "
        + $"({string.Join("; ", Assumptions)}).";
}

/// <summary>An energy within bounds, J.</summary>
internal sealed record EnergyBounds(double Value, double Low, double High)
{
    private const double Micro = 1e6;

    public static EnergyBounds? Of(EnergyRange? range) => range is null ? null : new(range.Joule, range.LowJoule, range.HighJoule);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Micro * Value:G3} µJ (between {Micro * Low:G3} and {Micro * High:G3} µJ)");
}
