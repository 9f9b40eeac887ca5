using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Calibration.Spikes;
using Bss2.Calibration.Targets;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;

namespace Bss2.Calibration;

/// <summary>Runs the routines of a method one after the other; stops and continues between them.</summary>
public sealed class Calibrator
{
    private readonly IPlaybackExecutor _executor;
    private readonly IReadOnlyList<AtomicNeuron> _circuits;
    private readonly IReadOnlyList<CircuitAim> _aims;

    /// <summary>Prepares a calibration.</summary>
    /// <param name="executor">The chip; not owned.</param>
    /// <param name="target">What to calibrate to.</param>
    /// <param name="circuits">Which circuits.</param>
    /// <exception cref="ArgumentException">The target is out of range, or there is no circuit.</exception>
    public Calibrator(IPlaybackExecutor executor, CalibrationTarget target, IReadOnlyList<AtomicNeuron> circuits)
    {
        target.Validate();
        if (circuits.Count == 0 || circuits.Distinct().Count() != circuits.Count)
        {
            throw new ArgumentException($"{circuits.Count} circuits, some of them twice: name each circuit once, and at least one.", nameof(circuits));
        }
        (_executor, _circuits) = (executor, circuits);
        _aims = [.. circuits.Select(circuit => target.Circuits[circuit.Value])];
        Start = CalibrationState.Start([.. _aims.Select(NominalSettings.For)]);
    }

    /// <summary>The state before the first routine: every circuit at the data sheet's codes.</summary>
    public CalibrationState Start { get; }

    /// <summary>Aims of the circuits, in their order.</summary>
    public IReadOnlyList<CircuitAim> Aims => _aims;

    /// <summary>Runs all routines of a method that have not run yet.</summary>
    /// <param name="state">A start, or what an interrupted run left.</param>
    /// <param name="method">The method; the reports so far must be of its first routines.</param>
    /// <param name="progress">Is told after every measurement; may be null.</param>
    /// <param name="finished">Called after every routine, to keep the state; may be null.</param>
    /// <param name="cancellationToken">Stops between measurements; continue from the last state that was kept, to the same result.</param>
    /// <exception cref="ArgumentException">The state was made by other routines.</exception>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationMethod method, IProgress<CalibrationProgress>? progress,
        Func<CalibrationState, ValueTask>? finished, CancellationToken cancellationToken)
    {
        for (int i = 0; i < state.Reports.Count; i++)
        {
            if (i >= method.Routines.Count || state.Reports[i].Routine != method.Routines[i].Name || state.Reports[i].Version != method.Routines[i].Version)
            {
                throw new ArgumentException($"Routine {i + 1} of this calibration was {state.Reports[i].Routine}, version {state.Reports[i].Version}; the "
                    + $"method {method.Name} does not have it there. Begin anew.", nameof(state));
            }
        }
        for (int i = state.Reports.Count; i < method.Routines.Count; i++)
        {
            ICalibrationRoutine routine = method.Routines[i];
            Forward? forward = progress is null ? null : new(search => progress.Report(new(routine.Name, i, method.Routines.Count, search)));
            state = await RunAsync(state, routine, forward, cancellationToken).ConfigureAwait(false);
            if (finished is not null)
            {
                await finished(state).ConfigureAwait(false);
            }
        }
        return state;
    }

    /// <summary>Runs the next routine of a method.</summary>
    /// <param name="state">What earlier routines left.</param>
    /// <param name="routine">Routine to run; its number is that of the reports so far.</param>
    /// <param name="progress">Is told after every measurement; may be null.</param>
    /// <param name="cancellationToken">Stops between measurements; the state then stands.</param>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, ICalibrationRoutine routine, IProgress<SearchProgress>? progress,
        CancellationToken cancellationToken)
    {
        // A bench of its own for every routine: the chip is configured anew, so that what ran before leaves no trace.
        var bench = new ChipBench(_executor, _circuits);
        var recorder = new SpikeRecorder(bench);
        recorder.Begin(state.Reports.Count);
        // About one model weight per stimulus moves a spike far beyond its jitter and keeps the input near its linear range.
        const double modelWeight = 1;
        int weight = Math.Clamp((int)Math.Round(modelWeight / _aims.Average(aim => aim.GainPerUnit) / BenchRouting.DriversPerGroup), 1, 63);
        await bench.ConfigureAsync(weight, state.SynapseDac, state.Cadc, cancellationToken).ConfigureAwait(false);
        var context = new CalibrationContext(bench, recorder, _aims, weight, progress);
        CalibrationState next = await routine.RunAsync(state, context, cancellationToken).ConfigureAwait(false);
        return next with { Usage = state.Usage.Plus(bench.Usage) };
    }

    // Progress<T> would report from another thread, after the fact.
    private sealed class Forward(Action<SearchProgress> report) : IProgress<SearchProgress>
    {
        public void Report(SearchProgress value) => report(value);
    }
}
