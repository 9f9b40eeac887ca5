using Bss2.Emulator;
using Bss2.Emulator.Analog;

namespace Bss2.SimulationTests.Analog;

/// <summary>Conductance-based input, bypass, pulse extension and source degeneration.</summary>
public sealed class InputModeTests
{
    private const long LongAgo = -50_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Conductance_based_input_is_unchanged_at_the_reference_and_vanishes_at_the_reversal_potential(int sign)
    {
        // gm + 2/V · coba · distance: with coba = gm / 1.25 the reversal lies 0.625 V from the reference at 0.42 V, above or below it.
        double plain = Amplitude(700, coba: false), distance = 0.625 * sign;
        Assert.Equal(plain, Amplitude(700, coba: true), 0.002 * Math.Abs(plain));
        // 0.1 V away, and half-way; amplitudes are linear in the distance.
        foreach (double volts in new[] { -0.1, 0.1, 0.3125 })
        {
            double ratio = Amplitude(700 + (int)Math.Round(sign * volts / 1.8e-3), coba: true) / plain;
            Assert.Equal(1 - Math.Round(volts / 1.8e-3) * 1.8e-3 / 0.625, ratio, 0.005);
        }
        Assert.Equal(0, Amplitude(700 + (int)Math.Round(distance / 1.8e-3), coba: true) / plain, 0.01);
        Assert.Equal(0, Amplitude(700 + (int)Math.Round(1.05 * distance / 1.8e-3), coba: true));

        double Amplitude(int leakCode, bool coba)
        {
            var harness = new AnalogHarness(new() { Core = CoreModel.Linear, Noise = false }, 1, leakCode: leakCode, thresholdCode: 1022);
            foreach ((int row, int code) in new[] { (3, 700), (4, 700), (11, 400), (15, 400) })
            {
                harness.Write(0, row, code, LongAgo);
            }
            ConnectedCircuitsTests.Change(harness, 0, (ref NeuronCircuit c) => (c.ExcitatoryCoba, c.InhibitoryCoba, c.OffsetCurrent) = (coba, coba, true));
            harness.Connect(0, 0, sign);
            harness.Send(0, 100);
            double rest = (1.8e-3 * leakCode) - 0.84, peak = 0;
            harness.RunTo(5_000, _ => peak = Math.Abs(harness.Engine.MembraneVolts(0) - rest) > Math.Abs(peak)
                ? harness.Engine.MembraneVolts(0) - rest : peak);
            return Math.Abs(peak) < 1e-12 ? 0 : peak;
        }
    }

    [Theory]
    [InlineData(EngineKind.Vectorised)]
    [InlineData(EngineKind.Reference)]
    public void Each_event_of_a_bypassed_input_fires_the_neuron_without_its_comparator(EngineKind engine)
    {
        AnalogHarness harness = Bypassed(engine, extension: 15);
        for (int k = 0; k < 20; k++)
        {
            harness.Send(0, 1_003 + 600 * k);
        }
        harness.RunTo(20_000);
        Assert.Equal(Enumerable.Range(0, 20).Select(k => 1_004L + 600 * k), harness.Firings.Select(f => f.Cycle));
    }

    [Fact]
    public void An_event_without_the_pulse_extension_is_too_small_for_the_bypass_and_the_extension_lengthens_all_pulses()
    {
        AnalogHarness harness = Bypassed(EngineKind.Vectorised, extension: 0);
        harness.Send(0, 1_000);
        harness.RunTo(1_010);
        double one = harness.Engine.LineDropVolts(0, excitatory: true);
        harness.RunTo(2_000);
        Assert.Empty(harness.Firings);
        harness = Bypassed(EngineKind.Vectorised, extension: 3, threshold: false);
        harness.Send(0, 1_000);
        harness.RunTo(1_010);
        Assert.Equal(4 * one, harness.Engine.LineDropVolts(0, excitatory: true), 1e-6);
    }

    [Fact]
    public void Source_degeneration_halves_the_leak_conductance()
    {
        var harness = new AnalogHarness(new() { Core = CoreModel.Linear, Noise = false }, 1, thresholdCode: 1000);
        harness.Write(0, 22, 300, LongAgo);
        ConnectedCircuitsTests.Change(harness, 0, (ref NeuronCircuit c) => (c.LeakDegeneration, c.OffsetCurrent) = (true, true));
        harness.RunTo(50_000);
        double step = 30e-9 / (248 * 0.98e-9 / 1.2);
        Assert.Equal(step, harness.Engine.MembraneVolts(0) - 0.42, 1e-4 * step);
    }

    private static AnalogHarness Bypassed(EngineKind engine, byte extension, bool threshold = true)
    {
        var harness = new AnalogHarness(new() { Engine = engine, Noise = false }, 1, thresholdCode: 1022, dac: 1022) { RefractoryCycles = 500 };
        harness.Configuration.PulseExtensions[0] = extension;
        harness.Connect(0, 0, 63);
        ConnectedCircuitsTests.Change(harness, 0, (ref NeuronCircuit c) =>
            (c.BypassExcitatory, c.EnableThresholdComparator, c.EnableExcitatory) = (threshold, false, false));
        return harness;
    }
}
