using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Calibration.Targets;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>
/// Thresholds on the CADC's scale from intervals between spikes: resting potential above threshold and reset are read by the CADC, τ_m is
/// known, so the time of a rise tells where it ends. Averages over many rises, which no reading of a membrane in motion does.
/// </summary>
/// <remarks>Analog-core 6.5, leak over threshold; the leak saturates as in <see cref="Fits.RiseModel"/>.</remarks>
internal sealed class ThresholdMeter(CalibrationContext context)
{
    // Rest above threshold, LSB: a tenth of a volt, for rises of one to two time constants.
    private const double OverdriveLsb = 25;

    private const int Conversions = 32, Epochs = 24, RisesPerEpoch = 4, FewestRises = 8;

    private const double LongestRise = 2, ShortestRiseUs = 0.2, Linear = NominalCircuit.LeakLinearVolts / CircuitAim.VoltsPerLsb;

    private readonly CadcMeter _cadc = new(context.Bench);

    /// <summary>Measures with inputs off.</summary>
    /// <param name="settings">Settings; the leak is raised here.</param>
    /// <param name="membraneTauUs">τ_m per circuit; null where it is not known.</param>
    /// <param name="cancellationToken">Stops between programs.</param>
    /// <returns>Threshold, LSB.</returns>
    public async ValueTask<Observation[]> MeasureAsync(IReadOnlyList<CircuitSettings> settings, IReadOnlyList<double?> membraneTauUs,
        CancellationToken cancellationToken)
    {
        CircuitSettings[] raised = CadcMethod.WithLeak(context, settings, aim => aim.ThresholdLsb + OverdriveLsb);
        BenchSwitches silent = BenchSwitches.Off with { Silent = true, Readout = ReadoutNode.Membrane };
        await context.Bench.ApplyAsync(raised, silent, ChipBench.SettleFinelyMs, cancellationToken).ConfigureAwait(false);
        double[] reset = await _cadc.HeldAsync(Conversions, cancellationToken).ConfigureAwait(false);
        double[] rest = await _cadc.RestAsync(CadcMethod.RestUs(context), Conversions, cancellationToken).ConfigureAwait(false);
        await context.Bench.ApplyAsync(raised, BenchSwitches.Off, ChipBench.SettleFinelyMs, cancellationToken).ConfigureAwait(false);
        double rise = context.Aims.Max(aim => aim.MembraneTauUs) * LongestRise;
        CircuitTimes[] rises = await context.Recorder.FreeRunAsync(Epochs, RisesPerEpoch * (BenchRouting.DeadUs + rise), cancellationToken).ConfigureAwait(false);
        return [.. rises.Select((times, i) => Threshold(times, reset[i], rest[i], membraneTauUs[i]))];
    }

    private static Observation Threshold(CircuitTimes rises, double reset, double rest, double? tauUs)
    {
        if (tauUs is not { } tau)
        {
            return Observation.Missing;
        }
        if (rises.Count < FewestRises)
        {
            return Observation.Above;
        }
        double median = rises.Median();
        if (median < ShortestRiseUs || rest <= reset)
        {
            return Observation.Below;
        }
        return Observation.Of(rest - Linear * Math.Asinh(Math.Sinh((rest - reset) / Linear) * Math.Exp(-median / tau)));
    }
}
