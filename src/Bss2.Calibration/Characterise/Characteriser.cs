using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Calibration.Spikes;
using Bss2.Calibration.Store;
using Bss2.Hal.Playback;
using Bss2.Runtime;

namespace Bss2.Calibration.Characterise;

/// <summary>
/// Measures, from spikes alone and with error bars, what a calibration's circuits are. Independent of the calibration's own measurements: it
/// runs later in chip time, so that its noise is other noise.
/// </summary>
/// <param name="executor">The chip; not owned.</param>
/// <param name="calibration">Codes of the circuits, complete.</param>
public sealed class Characteriser(IPlaybackExecutor executor, CalibrationFile calibration)
{
    /// <summary>Measures all circuits.</summary>
    /// <param name="progress">Is told after every measurement; may be null.</param>
    /// <param name="cancellationToken">Stops between measurements; nothing is kept.</param>
    /// <exception cref="InvalidDataException">The calibration is of another chip.</exception>
    /// <exception cref="InvalidOperationException">The calibration is not complete.</exception>
    /// <exception cref="Bss2.Hal.HalException">The chip or the link failed.</exception>
    public async ValueTask<Characterisation> RunAsync(IProgress<SearchProgress>? progress, CancellationToken cancellationToken)
    {
        calibration.RequireChip(executor.Chip.Identity, "The calibration");
        _ = calibration.Table();
        var calibrator = new Calibrator(executor, calibration.Target, calibration.Circuits);
        CalibrationState state = calibration.State with { Usage = ChipUsage.None };
        if (!state.Quantities.ContainsKey(Quantity.RaisedLeak))
        {
            // A method that does not work from spikes leaves open where leak and threshold meet: the survey has to begin somewhere.
            state = await calibrator.RunAsync(state, new FiringOnsetRoutine(), null, cancellationToken).ConfigureAwait(false);
        }
        if (!state.Quantities.ContainsKey(Quantity.NominalReset))
        {
            state = state.With(Quantity.NominalReset, new double?[calibration.Circuits.Count]);
        }
        state = await calibrator.RunAsync(state, new SurveyRoutine(), progress, cancellationToken).ConfigureAwait(false);
        return new()
        {
            ChipIdentity = calibration.ChipIdentity, ChipName = executor.Chip.Name, CalibrationKey = calibration.Key,
            Circuits = calibration.Circuits, Usable = calibration.State.Success, Usage = state.Usage,
            Quantities = CircuitSurvey.Names.ToDictionary(name => name, name => Column(state, name)),
        };
    }

    private static IReadOnlyList<Measured?> Column(CalibrationState state, string name) => [.. state[name]
        .Zip(state[name + Quantity.ErrorSuffix], (value, error) => value is { } v && error is { } e ? new Measured(v, e) : (Measured?)null)];
}
