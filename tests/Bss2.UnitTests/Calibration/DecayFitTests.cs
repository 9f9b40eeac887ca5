using Bss2.Calibration;
using Bss2.Calibration.Fits;
using Bss2.Runtime.Placement;

namespace Bss2.UnitTests.Calibration;

/// <summary>Fits of recorded decays against closed forms, and the numbers of a result.</summary>
public sealed class DecayFitTests
{
    [Theory]
    [InlineData(6, 0.27, true)]
    [InlineData(20, -0.2, true)]
    [InlineData(4.2, -0.25, false)]
    public void A_decay_gives_its_time_constant(double tauUs, double volts, bool saturates)
    {
        double[] times = [.. Enumerable.Range(0, 200).Select(k => 17 + k * tauUs * 6 / 200)];
        double sinh = Math.Sinh(volts / NominalCircuit.LeakLinearVolts);
        double[] trace = [.. times.Select(t => Math.Exp((17 - t) / tauUs)).Select(left => 0.42
            + (saturates ? NominalCircuit.LeakLinearVolts * Math.Asinh(sinh * left) : volts * left))];
        double? found = DecayFit.TauUs(times, trace, guessUs: 6, saturates, leastVolts: 0.03);
        Assert.Equal(tauUs, found!.Value, 1e-4 * tauUs);
    }

    [Fact]
    public void A_flat_trace_has_none()
    {
        double[] times = [.. Enumerable.Range(0, 100).Select(k => (double)k)];
        Assert.Null(DecayFit.TauUs(times, [.. times.Select(t => 0.42 + 1e-3 * Math.Sin(t))], 6, saturates: true, leastVolts: 0.03));
    }

    [Fact]
    public void The_nominal_response_is_the_double_exponential_for_small_events()
    {
        // Equal time constants: w t/τ e^{−t/τ}, highest at τ; w = gm · drop / C · τ.
        const double tau = 6, units = 1;
        double w = NominalCircuit.GmSiemensPerCode * OperatingPoint.GmCode * NominalCircuit.LineVoltsPerUnit(OperatingPoint.DacCode) * units
            / NominalCircuit.CapacitanceFarads(OperatingPoint.MembraneCapacitor) * tau * 1e-6;
        Assert.Equal(tau, NominalResponse.PeakUs(tau, tau), 1e-9);
        Assert.Equal(w / Math.E, NominalResponse.Volts(units, tau, tau, tau), 1e-4 * w);
    }

    [Fact]
    public void Outliers_of_five_per_cent_do_not_move_the_deviation_and_missing_circuits_do_not_count()
    {
        double?[] values = [.. Enumerable.Range(0, 40).Select(k => k == 0 ? 1000.0 : k == 1 ? -1000 : (double?)(80 + (k % 2 == 0 ? 1 : -1)))];
        double?[] half = [.. values.Select(v => v is > 50 and < 100 ? 80 + (v - 80) / 2 : v), null];
        var change = new QuantityChange("leak", "leak_lsb", [.. Enumerable.Repeat(80.0, 41)], [.. values, null], half);
        Assert.Equal(1, change.SigmaBefore, 1e-12);
        Assert.Equal(0.5, change.Ratio, 1e-12);
        Assert.Throws<ArgumentException>(() => CalibrationMethod.ByName("eyes"));
    }
}
