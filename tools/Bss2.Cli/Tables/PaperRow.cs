using Bss2.Cli.Train;

namespace Bss2.Cli.Tables;

/// <summary>A row of the paper's Table 1, or one that stands beside it.</summary>
/// <param name="Name">Its name on the command line and of its runs.</param>
/// <param name="Gradient">analytic, eventprop or surrogate.</param>
/// <param name="Substrate">simulation or chip.</param>
/// <param name="Loss">max or ttfs.</param>
/// <param name="Note">What is particular about it; empty if nothing is.</param>
internal sealed record PaperRow(string Name, string Gradient, string Substrate, string Loss, string Note = "")
{
    /// <summary>Mean and standard deviation that the paper states, %; null where it states none.</summary>
    public (double Mean, double Deviation)? Paper { get; init; }

    /// <summary>Mean that this project wants to reach, %.</summary>
    public required double Goal { get; init; }

    /// <summary>Whether forward and adjoint are the paper's Euler pair.</summary>
    public bool IsEuler { get; init; }

    /// <summary>Whether the read-outs are on the chip, seen by its column converters.</summary>
    public bool ReadsOut { get; init; }

    /// <summary>Whether the cells are dies; else they are seeds.</summary>
    public bool IsOnChip => Substrate == "chip";

    // "Euler at dt ≤ 0.2 µs": half a microsecond, the paper's, costs 1.5 points (eventprop 7).
    private const double EulerStepUs = 0.2;

    /// <summary>All rows, in the paper's order.</summary>
    public static IReadOnlyList<PaperRow> All { get; } =
    [
        new("analytic-simulation", "analytic", "simulation", "ttfs") { Paper = (95.9, 0.7), Goal = 95.9 },
        new("analytic-chip", "analytic", "chip", "ttfs", "first spikes only") { Paper = (95.0, 0.9), Goal = 95.0 },
        new("ttfs-simulation", "eventprop", "simulation", "ttfs", "exact, event-driven") { Paper = (98.1, 0.2), Goal = 98.5 },
        new("ttfs-simulation-euler", "eventprop", "simulation", "ttfs", "Euler pair, dt 0.2 µs") { Paper = (98.1, 0.2), Goal = 98.1, IsEuler = true },
        new("ttfs-chip", "eventprop", "chip", "ttfs", "empty in the paper") { Goal = 95.5 },
        new("surrogate-simulation", "surrogate", "simulation", "max") { Paper = (96.0, 0.5), Goal = 96.0 },
        new("surrogate-chip", "surrogate", "chip", "max", "hidden membranes by CADC") { Paper = (93.8, 0.8), Goal = 93.8 },
        new("max-simulation", "eventprop", "simulation", "max", "exact, event-driven") { Paper = (96.5, 0.7), Goal = 98.5 },
        new("max-simulation-euler", "eventprop", "simulation", "max", "Euler pair, dt 0.2 µs") { Paper = (96.5, 0.7), Goal = 96.5, IsEuler = true },
        new("max-chip", "eventprop", "chip", "max", "read-out on the host") { Paper = (93.4, 0.9), Goal = 97.0 },
        new("max-chip-cadc", "eventprop", "chip", "max", "read-out on the chip by CADC") { Paper = (93.4, 0.9), Goal = 93.4, ReadsOut = true },
    ];

    /// <summary>Settings of a training of this row, without substrate, seed and size.</summary>
    public TrainSettings Apply(TrainSettings settings) => settings with
    {
        Loss = Loss, Estimator = Gradient == "eventprop" ? null : Gradient, Adjoint = IsEuler ? "euler" : "exact",
        DtUs = IsEuler ? EulerStepUs : settings.DtUs, Readout = ReadsOut ? Estimators.Cadc : null,
    };
}
