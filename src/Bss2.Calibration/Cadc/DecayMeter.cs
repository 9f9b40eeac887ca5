using Bss2.Calibration.Fits;
using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>Time constants from MADC recordings.</summary>
internal sealed class DecayMeter(CalibrationContext context)
{
    /// <summary>By how much the reset lies above the leak when a membrane's decay is recorded, LSB: 0.27 V, the range that it is used in.</summary>
    public const double ExcursionLsb = 60;

    private const int Events = 5, Points = 200;

    // Recordings last this many time constants of the aim; circuits may be slower by half before they are calibrated.
    private const double TimeConstants = 8;

    // Sixteen synapses of half weight pull a line down by 60 mV per event (circuit-prototype 2).
    private const int LineWeight = 31;

    // 1.2 LSB of the MADC are 2 mV, membrane noise is 1.5 mV (analog-core 8.4).
    private const double LeastVolts = 0.015;

    // The reset lets go within its own time constant of 0.5 µs.
    private const double AfterReleaseUs = 0.5, AfterEventUs = 0.2;

    private readonly MadcRecorder _recorder = new(context.Bench);

    /// <summary>τ_s of one input of all circuits, µs; null where the line shows no decay.</summary>
    public async ValueTask<double?[]> LinesAsync(IReadOnlyList<CircuitSettings> settings, bool excitatory, CancellationToken cancellationToken)
    {
        await context.Bench.ApplyAsync(settings, BenchSwitches.Idle, ChipBench.SettleMs, cancellationToken).ConfigureAwait(false);
        BenchSwitches switches = BenchSwitches.Off with
        {
            Silent = true, Readout = excitatory ? ReadoutNode.ExcitatoryLine : ReadoutNode.InhibitoryLine,
        };
        double after = TimeConstants * context.Aims.Max(aim => aim.SynapticTauUs);
        await context.Bench.SetWeightAsync(LineWeight, cancellationToken).ConfigureAwait(false);
        MadcTrace?[] traces = await _recorder.EventsAsync(settings, switches, Events, excitatory, after, cancellationToken).ConfigureAwait(false);
        double from = MadcRecorder.StimulusUs + (Events - 1) * MadcRecorder.EventSpacingUs + AfterEventUs;
        return Fit(traces, from, i => context.Aims[i].SynapticTauUs, saturates: false);
    }

    /// <summary>τ_m of all circuits, µs, inputs off, from the relaxation after a reset.</summary>
    /// <param name="settings">Settings; the reset is raised here.</param>
    /// <param name="repeats">Recordings to average.</param>
    /// <param name="cancellationToken">Stops between recordings.</param>
    public async ValueTask<double?[]> MembranesAsync(IReadOnlyList<CircuitSettings> settings, int repeats, CancellationToken cancellationToken)
    {
        CircuitSettings[] raised = [.. settings.Select(s => s.With(CircuitRow.Reset,
            Search.CodeRange.CapMem.Clamp(s.Codes[CircuitRow.Leak] + ExcursionLsb / CadcMethod.LsbPerCode)))];
        await context.Bench.ApplyAsync(raised, BenchSwitches.Idle, ChipBench.SettleFinelyMs, cancellationToken).ConfigureAwait(false);
        BenchSwitches switches = BenchSwitches.Off with { Silent = true, Readout = ReadoutNode.Membrane };
        double after = TimeConstants * context.Aims.Max(aim => aim.MembraneTauUs);
        var seen = new double?[repeats][];
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            MadcTrace?[] traces = await _recorder.ReleasesAsync(raised, switches, after, cancellationToken).ConfigureAwait(false);
            double from = MadcRecorder.StimulusUs + BenchRouting.DeadUs + AfterReleaseUs;
            seen[repeat] = Fit(traces, from, i => context.Aims[i].MembraneTauUs, saturates: true);
        }
        return [.. Enumerable.Range(0, context.Count).Select(i => seen.Average(repeat => repeat[i]))];
    }

    private double?[] Fit(MadcTrace?[] traces, double fromUs, Func<int, double> guessUs, bool saturates)
    {
        var taus = new double?[traces.Length];
        // Circuits do not know of each other: the order in which they are fitted changes nothing.
        Parallel.For(0, traces.Length, i =>
        {
            if (traces[i] is { } trace)
            {
                (double[] t, double[] v) = trace.Pooled(fromUs, Points);
                taus[i] = DecayFit.TauUs(t, v, guessUs(i), saturates, LeastVolts);
            }
        });
        return taus;
    }
}
