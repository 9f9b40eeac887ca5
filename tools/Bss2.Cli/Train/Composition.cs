using System.Globalization;
using Bss2.Emulator;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Training;

namespace Bss2.Cli.Train;

/// <summary>Composes what a run needs from its settings.</summary>
internal static class Composition
{
    // Row pairs per input: 6/6 µs needs all the range it can get, 20/5 µs two (circuit-prototype 2).
    private const int RowsForMax = 5, RowsForFirstSpike = 2;

    public static TrainingRecipe Recipe(TrainSettings s)
    {
        TrainingRecipe recipe = (s.Loss, s.Substrate) switch
        {
            ("max", "chip") => TrainingRecipe.MaxChip,
            ("max", _) => TrainingRecipe.MaxSimulation,
            (_, "chip") => TrainingRecipe.FirstSpikeChip,
            _ => TrainingRecipe.FirstSpikeSimulation,
        };
        return recipe with
        {
            Hidden = s.Hidden,
            Epochs = s.Epochs > 0 ? s.Epochs : recipe.Epochs,
            BatchSize = s.Batch > 0 ? s.Batch : recipe.BatchSize,
            Adjoint = s.Adjoint == "euler" ? AdjointKind.Euler : AdjointKind.Exact,
            EulerStepUs = s.DtUs,
        };
    }

    public static (ISpikingSubstrate Substrate, string Description, ChipSubstrate? Chip) Substrate(TrainSettings s, int threads)
    {
        if (s.Substrate == "simulation")
        {
            return s.Adjoint == "euler"
                ? (new EulerLif(s.DtUs, interpolate: true), $"explicit-Euler LIF simulation, dt {s.DtUs} µs; no chip", null)
                : (new ReferenceLif(threads), "exact event-driven LIF simulation; no chip", null);
        }
        var executor = new EmulatorExecutor(new EmulatorOptions
        {
            Die = s.Die == "ideal" ? null : int.Parse(s.Die, CultureInfo.InvariantCulture),
            Core = s.Core == "linear" ? CoreModel.Linear : CoreModel.Circuit,
            Engine = s.Engine == "reference" ? EngineKind.Reference : EngineKind.Vectorised,
            Noise = s.Noise,
            NoiseSeed = s.Seed,
        });
        var chip = new ChipSubstrate(executor, s.Loss == "max" ? RowsForMax : RowsForFirstSpike);
        return (chip, $"{chip.Chip.Name}; this is an emulator, not a board", chip);
    }
}
