using Bss2.Emulator;
using Bss2.Emulator.Digital;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.SimulationTests.Readout;

namespace Bss2.SimulationTests.Digital;

/// <summary>Analog-core 8.7 item 3, through registers and spikes: refractory times are exact to a clock tick, 4 ns · 2^(scale + 1).</summary>
public sealed class RefractoryTests
{
    private const int Intervals = 40, ShortTicks = 40, LongTicks = 90;

    [Theory]
    [InlineData(0, false, EngineKind.Reference)]
    [InlineData(3, true, EngineKind.Reference)]
    [InlineData(0, false, EngineKind.Vectorised)]
    [InlineData(3, true, EngineKind.Vectorised)]
    [InlineData(5, false, EngineKind.Vectorised)]
    public async Task A_tick_more_lengthens_every_interval_by_exactly_a_tick(int scale, bool fast, EngineKind engine)
    {
        long brief = await CyclesAsync(ShortTicks, scale, fast, engine), prolonged = await CyclesAsync(LongTicks, scale, fast, engine);
        // A leak-over-threshold neuron charges for the same number of cycles from each release; stamps drop the last bit: 4 ns at each end.
        long expected = Intervals * (LongTicks - ShortTicks) * (2L << scale);
        Assert.InRange(prolonged - brief - expected, -2, 2);
    }

    [Fact]
    public void No_word_of_a_change_of_clocks_cuts_the_analog_core_s_stretch()
    {
        using var chip = new DigitalChip(new());
        OmnibusBlock common = chip.Registers.Map.Blocks.First(block => block.Kind == BlockKind.CommonBackend);
        for (uint offset = 0; offset < common.Length; offset++)
        {
            Assert.True(chip.TakesAhead(common, common.Base + offset, 0x30));
        }
        // Forced resets, and clocks off, are more than another pace.
        Assert.False(chip.TakesAhead(common, common.Base, 0x32));
        Assert.False(chip.TakesAhead(common, common.Base, 0x34));
    }

    // Chip cycles of 4 ns from the first of 41 spikes to the last.
    private static async Task<long> CyclesAsync(int ticks, int scale, bool fast, EngineKind engine)
    {
        await using var chip = new ReadoutHarness(new() { Core = CoreModel.Linear, Noise = false, Engine = engine });
        chip.SetUpCommon();
        chip.AddNeuron(0, ReadoutHarness.Neuron with { EnReadout = false }, leak: 950);
        chip.Builder.Write(new AtomicNeuron(0).Backend, new NeuronBackendConfig
        {
            AddressOut = 7, RefractoryTime = ticks, SelectInputClock = fast ? 1 : 0, EnSpikeOut = true,
        });
        chip.Builder.Write(new NeuronBackendBlock(0), new CommonNeuronBackendConfig
        {
            ClockScaleFast = fast ? scale : 9, ClockScaleSlow = fast ? 9 : scale,
        });
        chip.Settle();
        chip.Synchronise();
        chip.Builder.Write(new EventRecordingConfig { EnableEventRecording = true });
        chip.WaitUs((Intervals + 4) * (8 + ticks * (2 << scale) * 0.004));
        chip.Builder.Write(new EventRecordingConfig());
        PlaybackResult result = await chip.RunAsync();
        long[] times = [.. result.Spikes.Where(s => s.Label.NeuronBackendAddress == 7).Select(s => 2 * (long)s.ChipTime.Cycles)];
        Assert.True(times.Length > Intervals + 1, $"{times.Length} spikes");
        return times[Intervals + 1] - times[1];
    }
}
