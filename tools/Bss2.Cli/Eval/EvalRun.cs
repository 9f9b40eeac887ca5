using Bss2.Calibration.Store;
using Bss2.Cli.Chips;
using Bss2.Cli.Runs;
using Bss2.Cli.Train;
using Bss2.Runtime;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.Cli.Eval;

/// <summary>A checkpoint's weights on the test set of a run's data, on any chip.</summary>
/// <param name="Test">What came out.</param>
/// <param name="Epochs">Epochs behind the weights.</param>
/// <param name="Chip">Where it ran.</param>
/// <param name="IsReducedModel">Whether that was a reduced model.</param>
/// <param name="CircuitsAvoided">Unusable circuits that the placement passed over; null in a simulation.</param>
/// <param name="Usage">What was read.</param>
internal sealed record EvalRun(Evaluation Test, int Epochs, string Chip, bool IsReducedModel, int? CircuitsAvoided, ChipUsage Usage)
{
    /// <summary>What an emulated chip in this process had to say; null for others.</summary>
    public IReadOnlyList<ChipDiagnostic>? Diagnostics { get; init; }

    public static async Task<EvalRun> RunAsync(RunFolder folder, TrainSettings settings, DataSet data, ChipSettings on, CalibrationFile? calibration,
        int threads, TextWriter log, CancellationToken token)
    {
        await using OpenSubstrate open = await settings.OpenAsync(on, calibration, threads, log.WriteLine, token);
        log.WriteLine($"Chip: {open.Description}; calibration: {(calibration is null ? "none" : $"{calibration.Method}, {calibration.Target.Name}")}");
        var trainer = new Trainer(settings.Recipe(), open.Substrate, data.Training, data.Validation, settings.Seed, threads, Estimators.For(settings, open.Chip));
        trainer.Restore(Checkpoint.Read(folder.CheckpointPath));
        Evaluation test = await trainer.EvaluateAsync(data.Test, EvaluationSet.Test, token);
        return new(test, trainer.Epoch, open.Description, open.IsReducedModel, open.Chip?.Placement?.AvoidedCircuits, open.Chip?.Usage ?? ChipUsage.None)
        {
            Diagnostics = open.Diagnostics,
        };
    }
}
