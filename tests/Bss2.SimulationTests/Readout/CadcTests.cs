using Bss2.Emulator;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;

namespace Bss2.SimulationTests.Readout;

/// <summary>The column converters as a host sees them: registers in, samples out.</summary>
public sealed class CadcTests
{
    private const int StimulusCode = 310, Quadrants = 4;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Channels_of_a_die_scatter_below_20_LSB_and_below_3_after_a_one_shot_offset_prediction(int die)
    {
        await using var chip = new ReadoutHarness(new() { Die = die });
        chip.SetUpCommon();
        chip.SetUpCadc();
        Stimulate(chip, StimulusCode);
        chip.Settle();
        int[] raw = await ReadBoth(chip);
        // Analog-core 3.1. The die's offsets are 15 LSB; below 10 something would be clipped or missing.
        Assert.All(PerQuadrant(raw), channels => Assert.InRange(Deviation(channels), 10, 20));
        TestContext.Current.TestOutputHelper?.WriteLine($"die {die}, raw σ by quadrant: {Figures(raw)} LSB");

        // One shot: each channel moves by its distance from the median, and no further reading is used.
        int target = (int)Median(raw);
        for (int channel = 0; channel < raw.Length; channel++)
        {
            chip.Builder.Write(new CadcChannel(channel), new CADCChannelConfig { Offset = Math.Clamp(target - raw[channel], -128, 127) });
        }
        int[] corrected = await ReadBoth(chip);
        Assert.True(Deviation(corrected) < 3, $"σ {Deviation(corrected):F2} LSB");
        TestContext.Current.TestOutputHelper?.WriteLine($"corrected: {Deviation(corrected):F2}, by quadrant {Figures(corrected)} LSB");
        Assert.All(PerQuadrant(corrected), channels => Assert.InRange(channels.Average() - target, -5, 5));

        // Away from the point where it was done the channels' gains show (1 %), still below the bound within a quadrant.
        Stimulate(chip, 180);
        chip.Settle();
        int[] elsewhere = await ReadBoth(chip);
        Assert.All(PerQuadrant(elsewhere), channels => Assert.True(Deviation(channels) < 3));
        Assert.InRange(corrected.Average() - elsewhere.Average(), 0.9 * 130 * 1.875 / 4.5, 1.1 * 130 * 1.875 / 4.5);
    }

    [Fact]
    public async Task The_nominal_ramp_reads_150_mV_as_20_and_1050_mV_as_220()
    {
        await using var chip = new ReadoutHarness(new() { Noise = false });
        chip.SetUpCommon();
        chip.SetUpCadc();
        foreach ((int code, int expected) in new[] { (70, 20), (550, 220) })
        {
            Stimulate(chip, code);
            chip.Settle();
            Assert.All(await ReadBoth(chip), sample => Assert.Equal(expected, sample));
        }
    }

    [Theory]
    [InlineData(EngineKind.Vectorised, CoreModel.Circuit)]
    [InlineData(EngineKind.Vectorised, CoreModel.Linear)]
    [InlineData(EngineKind.Reference, CoreModel.Circuit)]
    public async Task Membrane_and_lines_are_those_that_the_neuron_computes_with(EngineKind engine, CoreModel core)
    {
        await using var chip = new ReadoutHarness(new() { Engine = engine, Core = core, Noise = false });
        chip.SetUpCommon();
        chip.SetUpCadc();
        // Neuron 4 shows its membrane, 5 its excitatory line, 6 has its amplifier off; 4 + 256 is not looked at.
        chip.AddNeuron(4, ReadoutHarness.Neuron, threshold: 900);
        chip.AddNeuron(5, ReadoutHarness.Neuron with { ReadoutSelect = 1 }, threshold: 900);
        chip.AddNeuron(6, ReadoutHarness.Neuron with { EnReadoutAmp = false }, threshold: 900);
        chip.OpenDriver();
        for (int column = 4; column < 6; column++)
        {
            chip.SetSynapse(column, 63);
        }
        chip.Settle();
        Func<PlaybackResult, int[]> rest = chip.ReadCadc(0);
        chip.Builder.Barrier(Barriers.Omnibus).Wait(100);
        for (int k = 0; k < 5; k++)
        {
            chip.Builder.Spike(new Spikes.SpikeLabel(0));
        }
        chip.Builder.Wait(10);
        Func<PlaybackResult, int[]> pulled = chip.ReadCadc(0);
        PlaybackResult result = await chip.RunAsync();
        double membrane = chip.Chip.DigitalChip.Engine.MembraneVolts(4);
        int[] before = rest(result), after = pulled(result);
        Assert.Equal((80, 187), (before[4], before[5]));             // 0.42 V and 0.9 V
        Assert.Equal((80, 187), (before[256 + 4], before[256 + 5]));
        Assert.Equal(0, before[6]);
        Assert.Equal(0, before[7]);                                   // no neuron in use: nothing drives the channel
        // Five events of w = 63: 7.72 mV each (circuit-prototype 2), read 80 ns later.
        Assert.InRange(before[5] - after[5], 7, 9);
        Assert.InRange(membrane, 0.42, 0.85);
    }

    [Fact]
    public async Task An_unbuffered_read_converts_the_row_and_takes_its_time()
    {
        await using var chip = new ReadoutHarness(new() { Die = 1 });
        chip.SetUpCommon();
        chip.SetUpCadc();
        Stimulate(chip, StimulusCode);
        chip.Settle();
        // The second trigger comes at once and waits for the first conversion: reset wait 100, ramp 64, dead time 20 chip cycles.
        chip.Builder.Write(new SystimeSync());
        Ticket<CADCSampleQuad> first = chip.Builder.Read<CADCSampleQuad, CadcSampleQuad>(new(3));
        Ticket<CADCSampleQuad> again = chip.Builder.Read<CADCSampleQuad, CadcSampleQuad>(new(3));
        Ticket<CADCSampleQuad>[] buffered = [.. Enumerable.Range(0, 3).Select(_ =>
            chip.Builder.Read<CADCSampleQuad, CadcSampleQuad>(new(32768 + 3)))];
        Ticket<NullPayloadReadable> tick = chip.Builder.Tick();
        PlaybackResult result = await chip.RunAsync();
        Assert.Equal(184 / 2, (long)again.Time(result).Cycles - (long)first.Time(result).Cycles);
        Assert.All(buffered, ticket => Assert.Equal(again.Read(result).Samples, ticket.Read(result).Samples));
        Assert.True(tick.Time(result).Cycles > 0);
        // Noise is new in each conversion: of 20 conversions of four channels not all are alike.
        var quads = Enumerable.Range(0, 20).Select(_ => chip.Builder.Read<CADCSampleQuad, CadcSampleQuad>(new(3))).ToArray();
        result = await chip.RunAsync();
        Assert.True(quads.Select(q => string.Join(',', q.Read(result).Samples)).Distinct().Count() > 10);
    }

    [Fact]
    public async Task Read_noise_is_1_LSB_and_differs_between_channels()
    {
        await using var chip = new ReadoutHarness(new() { NoiseSeed = 3 });
        chip.SetUpCommon();
        chip.SetUpCadc();
        Stimulate(chip, StimulusCode);
        chip.Settle();
        int[] samples = await ReadBoth(chip);
        // σ² = 1 + 1/12 from rounding; 1024 channels: 5 standard errors, a false alarm once in a million.
        double expected = Math.Sqrt(1 + 1.0 / 12);
        Assert.InRange(Deviation(samples), expected * (1 - 5 / Math.Sqrt(2048)), expected * (1 + 5 / Math.Sqrt(2048)));
    }

    [Fact]
    public async Task A_ramp_without_bias_counts_to_its_end_and_a_converter_that_is_off_keeps_its_samples()
    {
        await using var chip = new ReadoutHarness(new() { Noise = false });
        chip.SetUpCommon();
        chip.SetUpCadc();
        chip.Shared(0, 16, 0);
        Stimulate(chip, StimulusCode);
        chip.Settle();
        int[] samples = await ReadBoth(chip);
        Assert.All(samples[..128], sample => Assert.Equal(255, sample));
        Assert.All(samples[128..256], sample => Assert.Equal(120, sample));
        chip.Builder.Write(new Hemisphere(0), new CADCConfig());
        Stimulate(chip, 70);
        chip.Settle();
        Assert.Equal(samples, await ReadBoth(chip, hemispheres: 1));
        // Each reading is a trigger and 127 buffered words; the converter of the upper half was off in the last.
        ConverterStatistics counted = chip.Chip.Converters;
        Assert.Equal((2, 1, 3 * 128), (counted.CadcConversions, counted.CadcTriggersOff, counted.CadcReads));
        Assert.Contains(chip.Chip.Diagnostics.Entries, entry => entry.Name.Contains("the converter is off", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no ramp has slope and bias")]
    [InlineData("no channel is connected to anything")]
    [InlineData("no neuron that it sees has an amplifier with bias")]
    [InlineData("no correlation sensor of row 0 was reset")]
    public async Task A_conversion_of_nothing_says_why(string reason)
    {
        await using var chip = new ReadoutHarness(new() { Noise = false });
        chip.SetUpCommon();
        chip.SetUpCadc(rampSlope: reason.Contains("ramp", StringComparison.Ordinal) ? 0 : 200);
        if (reason.Contains("neuron", StringComparison.Ordinal))
        {
            chip.AddNeuron(4, ReadoutHarness.Neuron with { EnReadoutAmp = false });
        }
        else if (reason.Contains("sensor", StringComparison.Ordinal))
        {
            chip.Builder.Write(new ColumnQuad(1), new ColumnCorrelationQuad { EnableInternalCausal = [true, true, true, true] });
        }
        chip.Settle();
        chip.ReadCadc(0);
        await chip.RunAsync();
        EmulatorDiagnostic cause = Assert.Single(chip.Chip.Diagnostics.Entries);
        Assert.StartsWith($"CADC top reads nothing: {reason}", cause.Name, StringComparison.Ordinal);
    }

    // CapMem cell stp_v_charge_0 of the north-west quadrant, over pad 0, to the debug line of all channels (calix common/cadc.py).
    private static void Stimulate(ReadoutHarness chip, int code)
    {
        chip.Shared(0, 0, code);
        chip.Builder.Write(new CapMemBlock(0), new CapMemBlockConfig { DebugReadoutEnable = true, DebugRow = new(0), DebugColumn = 128 });
        chip.Builder.Write(new ReadoutPad(0), new PadMultiplexerConfig
        {
            CapmemVOutMux = [true, false, false, false], CapmemVOutMuxToInter = true, CapmemInterMuxToPad = true,
            SynapseInterMuxToPad = true, CadcDebugCausalToInter = true, CadcDebugAcausalToInter = true,
        });
        for (int quad = 0; quad < ColumnQuad.Count; quad++)
        {
            chip.Builder.Write(new ColumnQuad(quad), new ColumnCorrelationQuad
            {
                EnableDebugCausal = [true, true, true, true], EnableDebugAcausal = [true, true, true, true],
            });
        }
    }

    private static async Task<int[]> ReadBoth(ReadoutHarness chip, int hemispheres = 2)
    {
        Func<PlaybackResult, int[]>[] reads = [.. Enumerable.Range(0, hemispheres).Select(h => chip.ReadCadc(h))];
        PlaybackResult result = await chip.RunAsync();
        return [.. reads.SelectMany(read => read(result)), .. hemispheres == 1 ? Enumerable.Repeat(120, 512) : []];
    }

    private static IEnumerable<int[]> PerQuadrant(int[] samples) => Enumerable.Range(0, Quadrants)
        .Select(q => samples.Where((_, channel) => 2 * (channel / 512) + channel % 256 / 128 == q).ToArray());

    private static string Figures(int[] samples) => string.Join(' ', PerQuadrant(samples).Select(channels => $"{Deviation(channels):F2}"));

    private static double Deviation(int[] samples)
    {
        double mean = samples.Average();
        return Math.Sqrt(samples.Average(s => (s - mean) * (s - mean)));
    }

    private static double Median(int[] samples) => samples.Order().ElementAt(samples.Length / 2);
}
