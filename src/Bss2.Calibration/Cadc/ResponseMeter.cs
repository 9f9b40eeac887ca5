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
    // From a reading to the next event: what is left of the last one would be missing from the next to the same part, here a few per mille.
    private const double ForgetMembranes = 5.5, ForgetLines = 3, QuietUs = 8;

    // A third of the way to the threshold, as one model weight does: far above the converter's noise, and where circuits are used.
    private const double ResponseVolts = 0.11;

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
        double period = QuietUs + sample + context.Aims.Max(aim => ForgetMembranes * membraneTauUs(aim) + ForgetLines * synapticTauUs(aim));
        double perUnit = context.Aims.Average(aim => NominalResponse.Volts(1, membraneTauUs(aim), synapticTauUs(aim), sample));
        int weight = Math.Clamp((int)Math.Round(ResponseVolts / perUnit / BenchRouting.DriversPerGroup), 1, BenchRouting.MaximumWeight);
        await context.Bench.SetWeightAsync(weight, cancellationToken).ConfigureAwait(false);
        double[] seen = await _cadc.ResponsesAsync(new(sample, period, rounds), excitatory, cancellationToken).ConfigureAwait(false);
        Dictionary<CircuitAim, double> nominal = context.Aims.Distinct().ToDictionary(aim => aim, aim =>
            NominalResponse.Volts(weight * BenchRouting.DriversPerGroup, membraneTauUs(aim), synapticTauUs(aim), sample) / CircuitAim.VoltsPerLsb);
        return [.. seen.Select((lsb, i) => (excitatory ? lsb : -lsb) / nominal[context.Aims[i]])];
    }
}
