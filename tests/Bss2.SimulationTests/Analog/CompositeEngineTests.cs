using Bss2.Emulator;
using Bss2.Emulator.Analog;

namespace Bss2.SimulationTests.Analog;

/// <summary>Extended circuits are the reference engine's, whichever engine runs the plain ones beside them.</summary>
public sealed class CompositeEngineTests
{
    private const double Capacitance = 66.5 * 36.5e-15, Tau = Capacitance * 0.6 / (248 * 0.98e-9);

    [Theory]
    [InlineData(CoreModel.Linear, true)]
    [InlineData(CoreModel.Circuit, true)]
    [InlineData(CoreModel.Circuit, false)]
    public void An_extended_circuit_fires_at_the_same_cycles_in_both_engines(CoreModel core, bool noise)
    {
        var options = new EmulatorOptions { Core = core, Noise = noise, NoiseSeed = 8, Die = noise ? 3 : null };
        Firing[] composite = Run(options), reference = Run(options with { Engine = EngineKind.Reference });
        Assert.True(composite.Count(f => f.Neuron % 2 == 0) >= 8);
        Assert.Equal(reference.Where(f => f.Neuron % 2 == 0), composite.Where(f => f.Neuron % 2 == 0));
        Assert.Equal(composite.OrderBy(f => f.Cycle).ThenBy(f => f.Neuron), composite);

        static Firing[] Run(EmulatorOptions options)
        {
            // Even neurons have an offset current, odd ones are plain; the same events reach all. Refractory times are no multiple of 40 ns.
            var harness = new AnalogHarness(options, 8) { RefractoryCycles = 1503 };
            for (int n = 0; n < 8; n++)
            {
                harness.Connect(0, n, 200);
                harness.Write(n, 22, 500, -50_000_000);
                harness.Configuration.Circuits[n].OffsetCurrent = n % 2 == 0;
            }
            harness.Configuration.TopologyVersion++;
            foreach (int cycle in new[] { 1003, 1517, 2001, 4446, 4448, 6666 })
            {
                harness.Send(0, cycle);
            }
            harness.RunTo(15_000);
            return [.. harness.Firings];
        }
    }

    [Fact]
    public void An_offset_current_moves_the_membrane_by_I_over_g_and_a_circuit_keeps_its_charge_when_its_kind_changes()
    {
        var harness = new AnalogHarness(new() { Core = CoreModel.Linear, Noise = false }, 1, thresholdCode: 1000);
        harness.Write(0, 22, 400, -50_000_000);
        double conductance = 248 * 0.98e-9 / 0.6, step = 400 * 0.1e-9 / conductance;
        Switch(true);
        harness.RunTo(30_000);
        Assert.Equal(step, harness.Engine.MembraneVolts(0) - 0.42, step * 1e-5);
        Switch(false);
        harness.RunTo(31_500);
        Assert.Equal(step * Math.Exp(-1500 * 4e-9 / Tau), harness.Engine.MembraneVolts(0) - 0.42, step * 1e-5);
        Switch(true, sink: true);
        harness.RunTo(60_000);
        Assert.Equal(-step, harness.Engine.MembraneVolts(0) - 0.42, step * 1e-5);

        void Switch(bool on, bool sink = false)
        {
            ref NeuronCircuit circuit = ref harness.Configuration.Circuits[0];
            (circuit.OffsetCurrent, circuit.OffsetCurrentSink) = (on, sink);
            harness.Configuration.CircuitVersion++;
            harness.Configuration.TopologyVersion++;
        }
    }

    [Fact]
    public void The_offset_current_is_linear_up_to_code_800()
    {
        double Step(int code)
        {
            var harness = new AnalogHarness(new() { Core = CoreModel.Linear, Noise = false }, 1, leakBias: 1000, thresholdCode: 1000);
            harness.Write(0, 22, code, -50_000_000);
            harness.Configuration.Circuits[0].OffsetCurrent = true;
            harness.RunTo(8_000);
            return (harness.Engine.MembraneVolts(0) - 0.42) / code;
        }
        Assert.Equal(1, Step(800) / Step(100), 1e-4);
        Assert.InRange(Step(1000) / Step(100), 0.85, 0.95);
    }
}
