using System.Globalization;
using Bss2.Cli.Chips;
using Bss2.Cli.Train;

namespace Bss2.Cli.Tables;

/// <summary>Which Table 1 is wanted.</summary>
internal sealed record PaperTableSettings
{
    public required IReadOnlyList<PaperRow> Rows { get; init; }

    /// <summary>Simulations have seeds 1 to this.</summary>
    public required int Seeds { get; init; }

    public required IReadOnlyList<int> Dies { get; init; }

    /// <summary>Emulated chip but for its die.</summary>
    public required ChipSettings Chip { get; init; }

    public string? Calibration { get; init; }

    public int? Epochs { get; init; }

    public int Hidden { get; init; } = 120;

    public int TrainingSamples { get; init; } = 5000;

    /// <summary>For the table.</summary>
    public required string Out { get; init; }

    /// <summary>For the runs.</summary>
    public required string Runs { get; init; }

    public string? Cache { get; init; }

    public required int Jobs { get; init; }

    public required IReadOnlyList<string> CommandLine { get; init; }

    /// <summary>All cells; long ones first, so that none is left alone at the end.</summary>
    public IEnumerable<PaperCell> Cells() => Rows.OrderByDescending(row => row.IsOnChip)
        .SelectMany(row => row.IsOnChip ? Dies : [.. Enumerable.Range(1, Seeds)], (row, number) => new PaperCell(row, number));

    /// <summary>Settings of a training; without its calibration, which only its run knows.</summary>
    public TrainSettings Training(PaperCell cell) => cell.Row.Apply(new()
    {
        Chip = cell.Row.IsOnChip ? Chip with { Die = cell.Number.ToString(CultureInfo.InvariantCulture) } : new() { Substrate = "simulation" },
        Seed = cell.Row.IsOnChip ? 1 : (ulong)cell.Number, Epochs = Epochs, TrainingSamples = TrainingSamples, Hidden = Hidden,
    });
}
