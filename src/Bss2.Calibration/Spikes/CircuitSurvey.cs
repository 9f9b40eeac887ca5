using Bss2.Calibration.Fits;
using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Spikes;

/// <summary>Measures what circuits are with given settings, changing none of what is measured, several times for an error of each value.</summary>
internal sealed class CircuitSurvey(CalibrationContext context)
{
    /// <summary>Repeats from whose scatter errors follow.</summary>
    public const int Repeats = 4;

    private const int InputEpochs = 4, InputRounds = 4;

    private static readonly double[] s_first = [0.3, 0.6, 0.85], s_later = [0.15, 0.5, 0.88];

    /// <summary>Names of what is found.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        Quantity.MembraneTau, Quantity.ExcitatoryTau, Quantity.InhibitoryTau, Quantity.ExcitatoryGain, Quantity.InhibitoryGain,
        Quantity.ThresholdDistance, Quantity.ResetShare, Quantity.Delay,
    ];

    /// <summary>A state that holds what was found with its settings, and the errors.</summary>
    /// <param name="state">Whose settings are measured.</param>
    /// <param name="cancellationToken">Stops between settings.</param>
    public async ValueTask<(CalibrationState State, Measured?[][] Found)> AddToAsync(CalibrationState state, CancellationToken cancellationToken)
    {
        Measured?[][] found = await RunAsync(state.Settings, state, cancellationToken).ConfigureAwait(false);
        CalibrationState next = state;
        for (int q = 0; q < found.Length; q++)
        {
            next = next.With(Names[q], [.. found[q].Select(m => m?.Value)])
                .With(Names[q] + Quantity.ErrorSuffix, [.. found[q].Select(m => m?.Error)]);
        }
        return (next, found);
    }

    /// <summary>Measures.</summary>
    /// <param name="settings">Settings at the operating point.</param>
    /// <param name="state">A calibration of these circuits: where their potentials lie for its codes.</param>
    /// <param name="cancellationToken">Stops between settings.</param>
    /// <returns>[quantity][circuit], in the order of <see cref="Names"/>; null where a circuit did not show it.</returns>
    public async ValueTask<Measured?[][]> RunAsync(IReadOnlyList<CircuitSettings> settings, CalibrationState state,
        CancellationToken cancellationToken)
    {
        double[] scale = SpikeMethod.VoltsPerCode(context, state);
        CircuitSettings[] raised = [.. settings.Select(s => s.With(CircuitRow.Leak,
            Search.CodeRange.CapMem.Clamp(s.Codes[CircuitRow.Leak] + SpikeMethod.RaisedCodes)))];
        var rises = new RiseMeter(context);
        RiseModel[] expected = [.. raised.Select((s, i) => Expected(s, i, state))];
        RiseReading[] look = await rises.MeasureAsync(raised, BenchSwitches.Off, expected, s_first, scale, fitTau: true, cancellationToken)
            .ConfigureAwait(false);
        RiseReading[][] membranes = await rises.RepeatAsync(raised, BenchSwitches.Off, [.. look.Select(r => r.Next)], s_later, scale,
            fitTau: true, Repeats, RiseMeter.Epochs / Repeats, cancellationToken).ConfigureAwait(false);
        RiseModel?[] mean = [.. Enumerable.Range(0, context.Count).Select(i => Mean([.. membranes.Select(repeat => repeat[i].Model)]))];
        context.Progress?.Report(new(1, 3));

        var inputs = new InputMeter(context, mean, scale);
        await inputs.ApplyAsync(raised, ChipBench.SettleFinelyMs, cancellationToken).ConfigureAwait(false);
        var seen = new InputReading[Repeats][];
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            seen[repeat] = await inputs.MeasureAsync(raised, InputMeter.ManyEvents(context.Aims), InputEpochs, InputRounds, fitDelay: true,
                cancellationToken).ConfigureAwait(false);
        }
        context.Progress?.Report(new(2, 3));
        RiseModel?[][] resting = await new RestMeter(context, settings, mean, scale).MeasureAsync(Repeats, cancellationToken)
            .ConfigureAwait(false);
        context.Progress?.Report(new(3, 3));
        return Collect(settings, membranes, seen, resting, mean, scale);
    }

    private Measured?[][] Collect(IReadOnlyList<CircuitSettings> settings, RiseReading[][] membranes, InputReading[][] inputs,
        RiseModel?[][] resting, RiseModel?[] mean, double[] scale)
    {
        var found = new Measured?[Names.Count][];
        for (int q = 0; q < found.Length; q++)
        {
            found[q] = new Measured?[context.Count];
        }
        for (int i = 0; i < context.Count; i++)
        {
            if (mean[i] is not { } membrane)
            {
                continue;
            }
            int at = i, threshold = settings[i].Codes[CircuitRow.Threshold];
            Measured? distance = Measured.Of(resting.Select(repeat => repeat[at] is { } rest ? (threshold - rest.LeakCode) * scale[at] : (double?)null));
            double? Gain(InputModel? input) => input is { } model && distance is { Value: > 0 } d
                ? model.GainPerUnit(context.StimulusUnits, membrane.TauUs, d.Value) : null;
            Measured?[] values =
            [
                Measured.Of(membranes.Select(repeat => repeat[at].Model?.TauUs)),
                Measured.Of(inputs.Select(repeat => repeat[at].Excitatory?.TauUs)), Measured.Of(inputs.Select(repeat => repeat[at].Inhibitory?.TauUs)),
                Measured.Of(inputs.Select(repeat => Gain(repeat[at].Excitatory))), Measured.Of(inputs.Select(repeat => Gain(repeat[at].Inhibitory))),
                distance,
                Measured.Of(resting.Select((repeat, k) => repeat[at] is { } rest && membranes[k][at].Model is { } rise
                    ? (rise.ResetCode - rest.LeakCode) / (threshold - rest.LeakCode) : (double?)null)),
                Measured.Of(inputs.Select(repeat => repeat[at].DelayUs)),
            ];
            for (int q = 0; q < values.Length; q++)
            {
                found[q][i] = values[q];
            }
        }
        return found;
    }

    // From where the calibration found the potentials to where they lie for these codes, by the data sheet's slope.
    private RiseModel Expected(CircuitSettings raised, int i, CalibrationState state)
    {
        int raisedThen = SpikeMethod.RaisedCode(context.Aims[i], context.Circuits[i]), resetThen = NominalSettings.LeakAxisCode(context.Aims[i].ResetLsb);
        double leak = (state[Quantity.RaisedLeak][i] ?? raisedThen - SpikeMethod.AxisDistanceCodes) + raised.Codes[CircuitRow.Leak] - raisedThen;
        double reset = (state[Quantity.NominalReset][i] ?? resetThen - SpikeMethod.AxisDistanceCodes) + raised.Codes[CircuitRow.Reset] - resetThen;
        return new(leak, reset, state[Quantity.MembraneTau][i] ?? context.Aims[i].MembraneTauUs);
    }

    private static RiseModel? Mean(RiseModel?[] repeats)
    {
        RiseModel[] models = [.. repeats.OfType<RiseModel>()];
        return 2 * models.Length <= repeats.Length ? null
            : new(models.Average(m => m.LeakCode), models.Average(m => m.ResetCode), models.Average(m => m.TauUs));
    }
}
