using Bss2.Emulator;
using Bss2.Emulator.Analog;

namespace Bss2.SimulationTests.Analog;

/// <summary>Circuits that are tied together, against their closed forms (analog-core 1.3).</summary>
public sealed class ConnectedCircuitsTests
{
    private const double Leak = 0.42, Capacitance = 66.5 * 36.5e-15, Conductance = 248 * 0.98e-9 / 0.6, Tau = Capacitance / Conductance;
    private const long LongAgo = -50_000_000;

    public static TheoryData<string> Ties => ["right", "bottom", "soma"];

    [Theory]
    [MemberData(nameof(Ties))]
    public void Capacitances_leaks_and_currents_of_joined_circuits_add(string tie)
    {
        // 40 nA into one of two circuits: I / 2g and τ; with the second leak off: I / g and 2τ.
        foreach (bool bothLeak in new[] { true, false })
        {
            AnalogHarness harness = Quiet(tie == "bottom" ? 257 : 2);
            int other = tie == "bottom" ? 256 : 1;
            if (!bothLeak)
            {
                harness.Write(other, 8, 0, LongAgo);
            }
            Tie(harness, tie);
            harness.Write(0, 22, 400, LongAgo);
            Change(harness, 0, (ref NeuronCircuit c) => c.OffsetCurrent = true);
            double g = (bothLeak ? 2 : 1) * Conductance, tau = 2 * Capacitance / g, end = 40e-9 / g;
            long at = (long)(tau / 40e-9) * 10;
            harness.RunTo(at);
            Assert.Equal(end * (1 - Math.Exp(-at * 4e-9 / tau)), harness.Engine.MembraneVolts(0) - Leak, 1e-4 * end);
            Assert.Equal(harness.Engine.MembraneVolts(0), harness.Engine.MembraneVolts(other));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_compartments_relax_with_twice_the_coupling_rate_plus_the_leak(bool junction)
    {
        // 1/τ = 2/τ_icc + 1/τ_leak; over a junction both conductances are in series, so half of each counts.
        AnalogHarness harness = Quiet(2);
        harness.Write(0, 23, 600, LongAgo);
        harness.Write(1, 23, 600, LongAgo);
        Change(harness, 0, (ref NeuronCircuit c) => (c.ConnectSomata, c.InterCompartment, c.ConnectSoma) = (true, junction, !junction));
        Change(harness, 1, (ref NeuronCircuit c) => c.InterCompartment = true);
        harness.Write(0, 22, 800, LongAgo);
        Change(harness, 0, (ref NeuronCircuit c) => c.OffsetCurrent = true);
        harness.RunTo(20_000);
        Change(harness, 0, (ref NeuronCircuit c) => c.OffsetCurrent = false);
        double before = Difference(), g = 6e-9 * 600 * (junction ? 0.5 : 1);
        Assert.True(before > 5e-3);
        harness.RunTo(20_100);
        double rate = 2 * g / Capacitance + 1 / Tau;
        Assert.Equal(-Math.Log(Difference() / before) / 400e-9, rate, 2e-3 * rate);

        double Difference() => harness.Engine.MembraneVolts(0) - harness.Engine.MembraneVolts(1);
    }

    [Fact]
    public void Membranes_share_their_charge_when_they_are_tied_and_keep_it_when_they_part()
    {
        AnalogHarness harness = Quiet(2);
        harness.Write(0, 22, 400, LongAgo);
        Change(harness, 0, (ref NeuronCircuit c) => c.OffsetCurrent = true);
        Change(harness, 1, (ref NeuronCircuit c) => c.MembraneCapacitance = 28);   // 31.5 of 98 LSB
        harness.RunTo(30_000);
        double high = harness.Engine.MembraneVolts(0) - Leak;
        Change(harness, 0, (ref NeuronCircuit c) => (c.ConnectMembraneRight, c.OffsetCurrent) = (true, false));
        harness.RunTo(30_010);
        double shared = high * 66.5 / 98;
        Assert.InRange(harness.Engine.MembraneVolts(1) - Leak, shared * 0.98, shared);
        Change(harness, 0, (ref NeuronCircuit c) => c.ConnectMembraneRight = false);
        harness.RunTo(30_020);
        Assert.InRange(harness.Engine.MembraneVolts(0) - Leak, shared * 0.96, shared);
        Assert.InRange(harness.Engine.MembraneVolts(1) - Leak, shared * 0.96, shared);
    }

    [Fact]
    public void A_master_that_fires_resets_its_slaves()
    {
        // The leaks pull the pair over threshold; V_r only holds if both circuits' resets act: on the circuit core one leak would fight.
        double Held(bool slave)
        {
            var harness = new AnalogHarness(new() { Noise = false }, 2, leakCode: 950) { RefractoryCycles = 5_000 };
            Change(harness, 0, (ref NeuronCircuit c) => c.ConnectMembraneRight = true);
            Change(harness, 1, (ref NeuronCircuit c) => c.EnableThresholdComparator = false);
            harness.Configuration.FireSwitches[0] = new() { Master = true, ToRight = true };
            harness.Configuration.FireSwitches[1] = new() { Slave = slave };
            harness.Configuration.TopologyVersion++;
            harness.RunTo(4_000);
            Assert.Equal(0, Assert.Single(harness.Firings).Neuron);
            return harness.Engine.MembraneVolts(1) - 0.42;
        }
        Assert.Equal(0, Held(slave: true), 1e-3);
        Assert.InRange(Held(slave: false), 0.01, 0.1);
    }

    [Fact]
    public void Fires_reach_slaves_over_rows_and_neighbours_but_not_against_their_direction()
    {
        var switches = new FireSwitches[512];
        switches[10] = new() { Master = true, ToRight = true, Bottom = true };
        switches[11] = new() { Slave = true };
        switches[12] = new() { Slave = true };
        switches[9] = new() { Slave = true, FromRight = true };
        switches[266] = new() { Slave = true };
        switches[265] = new() { Slave = true, FromRight = false };
        Assert.Equal([9, 11, 266], FireNetwork.SlavesOf(switches, 10));
        Assert.Empty(FireNetwork.SlavesOf(switches, 11));
    }

    internal delegate void Edit(ref NeuronCircuit circuit);

    internal static void Change(AnalogHarness harness, int neuron, Edit edit)
    {
        edit(ref harness.Configuration.Circuits[neuron]);
        harness.Configuration.CircuitVersion++;
        harness.Configuration.TopologyVersion++;
    }

    private static AnalogHarness Quiet(int neurons) => new(new() { Core = CoreModel.Linear, Noise = false }, neurons, thresholdCode: 1000);

    private static void Tie(AnalogHarness harness, string tie)
    {
        switch (tie)
        {
            case "right":
                Change(harness, 0, (ref NeuronCircuit c) => c.ConnectMembraneRight = true);
                break;
            case "bottom":
                Change(harness, 256, (ref NeuronCircuit c) => c.ConnectBottom = true);
                break;
            default:
                Change(harness, 0, (ref NeuronCircuit c) => (c.ConnectSoma, c.ConnectSomata) = (true, true));
                Change(harness, 1, (ref NeuronCircuit c) => c.ConnectSoma = true);
                break;
        }
    }
}
