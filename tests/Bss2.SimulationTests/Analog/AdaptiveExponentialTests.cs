using Bss2.Emulator;
using Bss2.Emulator.Analog;

namespace Bss2.SimulationTests.Analog;

/// <summary>Adaptation and exponential term against the equations of analog-core 1.2, solved in closed form or by a plain fine integration.</summary>
public sealed class AdaptiveExponentialTests
{
    private const double Rest = 0.42, Capacitance = 66.5 * 36.5e-15, Conductance = 248 * 0.98e-9 / 0.6;
    private const double TauW = 10e-3 / 200, A = 300e-9, PulseCharge = 4e-4 * 500 * 64 * 4e-9;
    private const long LongAgo = -50_000_000;

    [Fact]
    public void Below_threshold_adaptation_adds_its_conductance_and_follows_with_its_own_time_constant()
    {
        AnalogHarness harness = Adaptive(CoreModel.Linear, threshold: 1000, a: 300, b: 0, current: 500);
        harness.RunTo(150_000);
        double steady = 50e-9 / (Conductance + A);
        Assert.Equal(steady, harness.Engine.MembraneVolts(0) - Rest, 1e-3 * steady);
        Assert.Equal(A * steady, harness.Engine.AdaptationAmperes(0), 1e-3 * A * steady);
        // The slow eigenvalue of C V' = −gV − w, τ_w w' = aV − w.
        double fast = Conductance / Capacitance, slow = 1 / TauW, sum = fast + slow;
        double rate = sum / 2 - Math.Sqrt(sum * sum / 4 - slow * (fast + A / Capacitance));
        ConnectedCircuitsTests.Change(harness, 0, (ref NeuronCircuit c) => c.OffsetCurrent = false);
        harness.RunTo(162_500);
        double before = harness.Engine.AdaptationAmperes(0);
        harness.RunTo(162_500 + 5_000);
        Assert.Equal(rate, Math.Log(before / harness.Engine.AdaptationAmperes(0)) / 20e-6, 0.01 * rate);
    }

    [Fact]
    public void A_spike_adds_b_times_its_pulse_and_it_decays_with_tau_w()
    {
        AnalogHarness harness = Adaptive(CoreModel.Linear, threshold: 475, a: 0, b: 500, current: 0);
        harness.Reset(1_000, 0, release: 1_500, counts: 1_500);
        harness.RunTo(1_100);
        double w = harness.Engine.AdaptationAmperes(0);
        Assert.Equal(PulseCharge, w, 0.01 * PulseCharge);
        harness.RunTo(1_100 + 12_500);
        Assert.Equal(w * Math.Exp(-50e-6 / TauW), harness.Engine.AdaptationAmperes(0), 1e-3 * w);
    }

    [Fact]
    public void Under_constant_current_intervals_grow_from_those_of_the_plain_neuron_as_the_equations_say()
    {
        // θ = 0.56 V (code 378), V_r = E_l = 0.42 V, t_ref = 2 µs, I = 80 nA.
        AnalogHarness harness = Adaptive(CoreModel.Linear, threshold: 378, a: 100, b: 100, current: 800);
        harness.RunTo(60_000);
        double[] seen = [.. harness.Firings.Zip(harness.Firings.Skip(1), (x, y) => (y.Cycle - x.Cycle) * 4e-9)];
        double[] expected = Integrate(80e-9, 0.5604, 100e-9, 4e-4 * 100, 0, seen.Length);
        Assert.True(seen.Length >= 8);
        for (int k = 0; k < seen.Length; k++)
        {
            Assert.Equal(expected[k], seen[k], 0.003 * expected[k]);
        }
        Assert.True(seen[^1] > 1.5 * seen[0]);
        Assert.True(seen.Zip(seen.Skip(1), (x, y) => y - x).All(growth => growth > -8e-9));
    }

    [Fact]
    public void The_exponential_term_fires_above_the_rheobase_and_not_below()
    {
        // I₀ e^{(V−V_x)/Δ}: V_T = V_x + Δ ln(gΔ/I₀), I_rh = g (V_T − E − Δ).
        const double slope = 25e-3, exponentialVolts = 1.8e-3 * 780 - 0.84, unit = 0.1e-9 * 100;
        double thresholdVolts = exponentialVolts + slope * Math.Log(Conductance * slope / unit), rheobase = Conductance * (thresholdVolts - Rest - slope);
        int below = (int)Math.Floor(0.99 * rheobase / 0.1e-9), above = (int)Math.Ceiling(1.01 * rheobase / 0.1e-9);
        Assert.InRange(above, 100, 800);
        Assert.Empty(Exponential(below).Firings);
        AnalogHarness fires = Exponential(above);
        double expected = Integrate(above * 0.1e-9, 0.8, 0, 0, unit, 1, start: true)[0];
        Assert.Equal(expected, fires.Firings[0].Cycle * 4e-9, 0.01 * expected);

        AnalogHarness Exponential(int current)
        {
            var harness = new AnalogHarness(new() { Core = CoreModel.Linear, Noise = false }, 1, thresholdCode: 511);
            harness.Write(0, 6, 780, LongAgo);
            harness.Write(0, 21, 100, LongAgo);
            harness.Write(0, 22, current, LongAgo);
            ConnectedCircuitsTests.Change(harness, 0, (ref NeuronCircuit c) => (c.Exponential, c.OffsetCurrent) = (true, true));
            harness.RunTo(60_000);
            return harness;
        }
    }

    private static AnalogHarness Adaptive(CoreModel core, int threshold, int a, int b, int current)
    {
        var harness = new AnalogHarness(new() { Core = core, Noise = false }, 1, thresholdCode: threshold) { RefractoryCycles = 500 };
        foreach ((int row, int code) in new[] { (5, 700), (7, 700), (18, 200), (19, a), (20, b), (22, current) })
        {
            harness.Write(0, row, code, LongAgo);
        }
        harness.Configuration.AdaptationPulses[0] = b > 0 ? 64 : 0;
        ConnectedCircuitsTests.Change(harness, 0, (ref NeuronCircuit c) => (c.Adaptation, c.OffsetCurrent) = (true, current > 0));
        return harness;
    }

    // Plain Euler at 0.1 ns: the equations as written. Returns intervals, or the first spike's time from rest.
    private static double[] Integrate(double current, double threshold, double a, double bRate, double exponential, int count, bool start = false)
    {
        const double dt = 1e-10, refractory = 2e-6, pulse = 64 * 4e-9;
        double v = Rest, w = 0, last = start ? 0 : double.NaN, until = -1, pulseUntil = -1;
        var intervals = new List<double>();
        for (double t = 0; intervals.Count < count; t += dt)
        {
            w += dt * ((a * (v - Rest) - w) / TauW + (t < pulseUntil ? bRate : 0));
            double push = exponential * Math.Exp((v - (1.8e-3 * 780 - 0.84)) / 25e-3);
            v = t < until ? Rest : v + dt / Capacitance * (Conductance * (Rest - v) + current - w + Math.Min(2e-6, push));
            if (v > threshold)
            {
                if (!double.IsNaN(last))
                {
                    intervals.Add(t - last);
                }
                (last, v, until, pulseUntil) = (t, Rest, t + refractory, t + pulse);
            }
        }
        return [.. intervals];
    }
}
