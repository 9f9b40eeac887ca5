using Bss2.Emulator;
using Bss2.Hal.Containers;
using Bss2.Hal.Playback;
using Bss2.Spikes;

namespace Bss2.SimulationTests.Readout;

/// <summary>Two joined circuits through registers, spikes and the MADC: one neuron with twice the capacitance and twice the fan-in.</summary>
public sealed class TwoCircuitNeuronTests
{
    private const int First = 10, Second = 11, Events = 5;
    private const double SampleSeconds = 17 * 2e-9, LsbVolts = 1.7e-3;

    [Theory]
    [InlineData(EngineKind.Vectorised)]
    [InlineData(EngineKind.Reference)]
    public async Task Joined_circuits_have_twice_the_capacitance(EngineKind engine)
    {
        // The second circuit's leak is off, so that τ shows C alone.
        await using ReadoutHarness chip = Joined(engine, threshold: 1000);
        chip.Cell(First, 22, 400);
        chip.Settle();
        chip.Synchronise();
        chip.SetUpMadc(hemisphere: 0, samples: 4200);
        chip.Configure(First, Leader with { EnMemOff = true });
        chip.WaitUs(120);
        chip.StartMadc();
        chip.WaitUs(20);
        chip.Configure(First, Leader);
        chip.WaitUs(130);
        double[] trace = [.. (await chip.RunAsync()).MadcSamples.Select(s => (double)s.Value)];
        double tau = DecayFit.Samples(trace) * SampleSeconds;
        Assert.InRange(tau / (2 * ReadoutHarness.TauSeconds), 0.99, 1.01);
    }

    [Fact]
    public async Task Synapses_of_both_columns_reach_it_and_only_together_make_it_fire()
    {
        double one = await PeakVolts(63, 0), other = await PeakVolts(0, 63), both = await PeakVolts(63, 63);
        Assert.Equal(one, other, 0.02 * one);
        Assert.Equal(one + other, both, 0.02 * both);
        // Half-way between what one column reaches and what both reach.
        int threshold = (int)((0.42 + 0.75 * both + 0.12) / 1.8e-3);
        Assert.Empty(await Spikes(63, 0, threshold));
        Assert.Empty(await Spikes(0, 63, threshold));
        Assert.Single(await Spikes(63, 63, threshold));
    }

    private static NeuronConfig Leader => ReadoutHarness.Neuron with { ConnectMembraneRight = true };

    private static ReadoutHarness Joined(EngineKind engine, int threshold)
    {
        var chip = new ReadoutHarness(new() { Engine = engine, Core = CoreModel.Linear, Noise = false });
        chip.SetUpCommon();
        chip.AddNeuron(First, Leader, threshold: threshold);
        chip.AddNeuron(Second, ReadoutHarness.Neuron with { EnFire = false, EnThreshComp = false, EnReadout = false });
        chip.Cell(Second, 8, 0);
        return chip;
    }

    private static async Task<double> PeakVolts(int first, int second)
    {
        await using ReadoutHarness chip = Joined(EngineKind.Vectorised, threshold: 1000);
        Drive(chip, first, second);
        double[] trace = [.. (await chip.RunAsync()).MadcSamples.Select(s => (double)s.Value)];
        return (trace[500..].Max() - trace[400..500].Average()) * LsbVolts;
    }

    private static async Task<IReadOnlyList<SpikeEvent>> Spikes(int first, int second, int threshold)
    {
        await using ReadoutHarness chip = Joined(EngineKind.Vectorised, threshold);
        Drive(chip, first, second);
        return (await chip.RunAsync()).Spikes;
    }

    private static void Drive(ReadoutHarness chip, int first, int second)
    {
        chip.OpenDriver();
        chip.SetSynapse(First, first);
        chip.SetSynapse(Second, second);
        chip.Settle();
        chip.Synchronise();
        chip.SetUpMadc(hemisphere: 0, samples: 1500);
        chip.StartMadc();
        chip.WaitUs(18);
        for (int k = 0; k < Events; k++)
        {
            chip.Builder.Spike(new SpikeLabel(0));
        }
        chip.WaitUs(40);
    }
}
