using Bss2.Cli.Chips;
using Bss2.Cli.Train;

namespace Bss2.Cli.Tables;

/// <summary>Which table of dies is wanted.</summary>
internal sealed record DieTableSettings
{
    public required IReadOnlyList<int> Dies { get; init; }

    public required IReadOnlyList<string> Losses { get; init; }

    public required IReadOnlyList<string> Calibrations { get; init; }

    public required IReadOnlyList<int> Hidden { get; init; }

    public bool Transfer { get; init; } = true;

    /// <summary>Emulated chip but for its die.</summary>
    public required ChipSettings Chip { get; init; }

    public ulong Seed { get; init; } = 1;

    public int? Epochs { get; init; }

    public int TrainingSamples { get; init; } = 5000;

    public required string Out { get; init; }

    public string? Cache { get; init; }

    /// <summary>Cells at once.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Threads of each cell.</summary>
    public int Threads { get; init; } = 1;

    public required IReadOnlyList<string> CommandLine { get; init; }

    /// <summary>All cells, those that others need first, cheap comparisons near each other.</summary>
    public IEnumerable<DieCell> Cells()
    {
        foreach (string loss in Losses)
        {
            foreach (int hidden in Hidden)
            {
                if (Transfer)
                {
                    yield return new(loss, hidden, null, Calibrate.CalibrationChoice.None, IsTransfer: false);
                }
                foreach (int die in Dies)
                {
                    foreach (string calibration in Calibrations)
                    {
                        yield return new(loss, hidden, die, calibration, IsTransfer: false);
                        if (Transfer)
                        {
                            yield return new(loss, hidden, die, calibration, IsTransfer: true);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Settings of a training; without its calibration, which only its run knows.</summary>
    public TrainSettings Training(DieCell cell) => new()
    {
        Chip = OnDie(cell.Die), Loss = cell.Loss, Hidden = cell.Hidden, Seed = Seed, Epochs = Epochs, TrainingSamples = TrainingSamples,
    };

    /// <summary>The chip with a die.</summary>
    public ChipSettings OnDie(int? die) =>
        Chip with { Threads = Threads, Die = die?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? new ChipSettings().Die };
}
