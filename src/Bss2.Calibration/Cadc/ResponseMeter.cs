using Bss2.Calibration.Fits;
using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Targets;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>Synaptic gains from what events do to membranes, as ratios to what they would do on a chip without mismatch.</summary>
/// <param name="context">Bench.</param>
/// <param name="excitatory">Which input.</param>
/// <param name="membraneTauUs">τ_m that circuits have, by aim.</param>
/// <param name="synapticTauUs">τ_s that they have.</param>
internal sealed class ResponseMeter(CalibrationContext context, bool excitatory, Func<CircuitAim, double> membraneTauUs,
    Func<CircuitAim, double> synapticTauUs)
{
    // Between reads and the next event; the membrane has then forgotten the last one to half a per cent.
    private const double ForgetTimeConstants = 5.5, QuietUs = 8;

    private readonly CadcMeter _cadc = new(context.Bench);

    /// <summary>Resting potential at which the input is measured, LSB: inhibition needs room below it (circuit-prototype 2).</summary>
    public double RestLsb(CircuitAim aim) => excitatory ? aim.LeakLsb : Math.Max(aim.LeakLsb, aim.ThresholdLsb);

    /// <summary>Applies settings and measures.</summary>
    /// <param name="settings">Settings, leak as wanted.</param>
    /// <param name="rounds">Events of each stimulus group.</param>
    /// <param name="cancellationToken">Stops between programs.</param>
    /// <returns>Response over nominal response; 1 on a chip without mismatch.</returns>
    public async ValueTask<double[]> RatiosAsync(IReadOnlyList<CircuitSettings> settings, int rounds, CancellationToken cancellationToken)
    {
        var switches = new BenchSwitches(excitatory, !excitatory, PauseInReset: false) { Silent = true, Readout = ReadoutNode.Membrane };
        await context.Bench.ApplyAsync(settings, switches, ChipBench.SettleMs, cancellationToken).ConfigureAwait(false);
        double sample = context.Aims.Average(aim => NominalResponse.PeakUs(membraneTauUs(aim), synapticTauUs(aim)));
        double period = QuietUs + sample + ForgetTimeConstants * context.Aims.Max(aim => Math.Max(membraneTauUs(aim), synapticTauUs(aim)));
        double[] seen = await _cadc.ResponsesAsync(new(sample, period, rounds), excitatory, cancellationToken).ConfigureAwait(false);
        Dictionary<CircuitAim, double> nominal = context.Aims.Distinct().ToDictionary(aim => aim, aim =>
            NominalResponse.Volts(context.StimulusUnits, membraneTauUs(aim), synapticTauUs(aim), sample) / CircuitAim.VoltsPerLsb);
        return [.. seen.Select((lsb, i) => (excitatory ? lsb : -lsb) / nominal[context.Aims[i]])];
    }
}
