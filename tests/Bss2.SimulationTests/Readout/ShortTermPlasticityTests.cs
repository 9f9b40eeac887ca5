using Bss2.Emulator;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Spikes;

namespace Bss2.SimulationTests.Readout;

/// <summary>
/// Short-term plasticity and Hagen mode of a synapse driver as a host sees them: registers in, the excitatory line's drops out of the MADC,
/// each over the drop that the driver makes without either.
/// </summary>
public sealed class ShortTermPlasticityTests
{
    private const int Neuron = 10, Events = 12, First = 300, Average = 30;

    // 75 times four samples of 34 ns, so that every event meets the sampling at the same phase.
    private const int PeriodCycles = 1275, PeriodSamples = 300;
    private const double PeriodSeconds = PeriodCycles * 8e-9, TickSeconds = 4e-9, ZeroCode = 500, Before = 0.2;

    [Theory]
    [InlineData(0, 100, 400, 8)]
    [InlineData(0, 100, 400, 3)]
    [InlineData(1, 330, 50, 8)]
    [InlineData(1, 330, 50, 2)]
    public async Task Events_at_a_rate_facilitate_or_depress_geometrically(int set, int charge, int recover, int utilization)
    {
        var stp = new SynapseDriverConfig
        {
            EnStp = true, EnRecovery = true, Utilization = utilization, SelectTargetVoltages = set, Recovery = 1, Offset = 8,
        };
        double[] seen = await Strengths(stp);
        // Code before a pulse: v ← r + (v − r) e^{−T/τ} and 0.2 towards c; after it u/16 towards c. Its distance from the fixed point
        // shrinks by q = 0.8 (1 − u/16) e^{−T/τ} from pulse to pulse; strength 1 − v/500.
        double u = utilization / 16.0, left = Math.Exp(-PeriodSeconds / RecoverySeconds(recovery: 1)), q = (1 - Before) * (1 - u) * left;
        double first = recover + Before * (charge - recover);
        double fixedPoint = ((1 - Before) * (recover * (1 - left) + u * charge * left) + Before * charge) / (1 - q);
        for (int k = 0; k < Events; k++)
        {
            double code = fixedPoint + (first - fixedPoint) * Math.Pow(q, k);
            Assert.Equal(1 - code / ZeroCode, seen[k], 0.01);
        }
        Assert.True(set == 0 ? seen[^1] > 1.3 * seen[0] : seen[^1] < 0.9 * seen[0], string.Join(' ', seen.Select(s => $"{s:F3}")));
    }

    [Fact]
    public async Task A_pause_lets_a_driver_recover_with_the_time_constant_of_its_clock_and_setting()
    {
        var stp = new SynapseDriverConfig { EnStp = true, EnRecovery = true, Utilization = 8, SelectTargetVoltages = 1, Offset = 8 };
        foreach (int recovery in new[] { 0, 3 })
        {
            double[] strengths = await Strengths(stp with { Recovery = recovery }, pauseAfter: Events - 2, pausePeriods: 3);
            double[] still = await Strengths(stp with { EnRecovery = false, Recovery = recovery }, pauseAfter: Events - 2, pausePeriods: 3);
            double before = Code(strengths[Events - 2]), after = Code(strengths[Events - 1]);
            double full = before + 0.5 * (330 - before), rest = 50 + (full - 50) * Math.Exp(-4 * PeriodSeconds / RecoverySeconds(recovery));
            Assert.Equal(rest + Before * (330 - rest), after, 6.0);
            // Without recovery nothing comes back.
            Assert.Equal(330, Code(still[Events - 1]), 6.0);
        }

        static double Code(double strength) => ZeroCode * (1 - strength);
    }

    [Fact]
    public async Task In_Hagen_mode_the_activation_sets_the_pulse_and_only_the_highest_label_bit_selects_synapses()
    {
        var hagen = new SynapseDriverConfig
        {
            EnStp = true, EnHagenModulation = true, EnHagenDac = true, EnAddressOut = false, HagenDacOffset = 31,
        };
        foreach (int activation in new[] { 0, 5, 15, 25, 31 })
        {
            double[] strengths = await Strengths(hagen, label: activation);
            Assert.All(strengths, strength => Assert.Equal(1 - activation / 31.0, strength, 0.015));
        }
        Assert.All(await Strengths(hagen, label: 32), strength => Assert.Equal(0, strength, 0.005));
        // Without the pulse-length circuit the activation is nothing but a label that is not sent on.
        Assert.All(await Strengths(hagen with { EnStp = false }, label: 15), strength => Assert.Equal(1, strength, 0.015));
    }

    private static double RecoverySeconds(int recovery) => (2 << 6) * 64.0 / (recovery + 1) * TickSeconds;

    private static async Task<double[]> Strengths(SynapseDriverConfig config, int label = 0, int pauseAfter = -1, int pausePeriods = 0)
    {
        double[] full = await Drops(new SynapseDriverConfig(), 0, pauseAfter, pausePeriods);
        double[] drops = await Drops(config, label, pauseAfter, pausePeriods);
        return [.. drops.Zip(full, (drop, whole) => drop / whole)];
    }

    private static async Task<double[]> Drops(SynapseDriverConfig config, int label, int pauseAfter, int pausePeriods)
    {
        await using var chip = new ReadoutHarness(new() { Noise = false });
        chip.SetUpCommon();
        foreach ((int row, int code) in new[] { (0, 100), (1, 330), (2, 400), (3, 50), (12, 1022), (13, 600), (14, 600) })
        {
            chip.Shared(0, row, code);
        }
        chip.Shared(1, 22, 890);
        // Pulses of 64 ns pull the line down by 0.12 V; it is back after a microsecond and a half.
        chip.Builder.Write(new Hemisphere(0),
            new CommonPADIBusConfig { EnableSpl1 = [true, true, true, true], DacenPulseExtension = [15, 0, 0, 0] });
        chip.Builder.Write(new Hemisphere(0), new CommonSTPConfig { EnableRecoveryClock = true, RecoveryClockSpeed = 6 });
        chip.AddNeuron(Neuron, ReadoutHarness.Neuron with { ReadoutSelect = 1, EnThreshComp = false });
        chip.Cell(Neuron, 10, 1000);
        chip.SetSynapse(Neuron, 63);
        chip.Builder.Write(new SynapseDriver(0), config with { EnReceiver = true, RowAddressCompareMask = 0, RowModeBottom = 1 });
        chip.Settle();
        chip.Synchronise();
        chip.SetUpMadc(hemisphere: 0, samples: First + (Events + pausePeriods + 1) * PeriodSamples);
        chip.StartMadc();
        chip.Builder.Setup();
        int period = 1;
        var starts = new List<int>();
        for (int k = 0; k < Events; k++)
        {
            chip.Builder.WaitUntil((uint)(PeriodCycles * period)).Spike(new SpikeLabel((ushort)label));
            starts.Add(PeriodSamples * period);
            period += 1 + (k == pauseAfter ? pausePeriods : 0);
        }
        chip.Builder.WaitUntil((uint)(PeriodCycles * (period + 1)));
        double[] trace = [.. (await chip.RunAsync()).MadcSamples.Select(s => (double)s.Value)];
        double rest = trace[(starts[1] - 20)..starts[1]].Average();
        return [.. starts.Select(start => rest - trace[(start + 10)..(start + 10 + Average)].Average())];
    }
}
