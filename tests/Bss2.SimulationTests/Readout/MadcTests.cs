using Bss2.Emulator;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Hal.Registers;

namespace Bss2.SimulationTests.Readout;

/// <summary>The fast converter as a host sees it: sample packets.</summary>
public sealed class MadcTests
{
    private const double SampleSeconds = 17 * 2e-9, LsbVolts = 1.7e-3;
    private const int InvalidSamples = (int)(8e-6 / SampleSeconds);

    [Theory]
    [InlineData(EngineKind.Vectorised, CoreModel.Linear, 0.995, 1.005)]
    [InlineData(EngineKind.Reference, CoreModel.Linear, 0.995, 1.005)]
    [InlineData(EngineKind.Vectorised, CoreModel.Circuit, 1.00, 1.02)]
    public async Task A_decaying_membrane_gives_its_time_constant(EngineKind engine, CoreModel core, double least, double most)
    {
        double[] taus = await MeasureTau(new() { Engine = engine, Core = core, Noise = false }, decays: 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"{engine} {core}: {taus[0] - 1:P2}");
        Assert.InRange(taus[0], least, most);
    }

    [Fact]
    public async Task With_noise_five_decays_give_the_time_constant_within_2_percent()
    {
        // Membrane noise (1.5 mV, 2 µs) on a step of 200 mV leaves 1.5 % per decay.
        double[] taus = await MeasureTau(new() { Core = CoreModel.Linear, NoiseSeed = 7 }, decays: 5);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(' ', taus.Select(t => $"{t - 1:P2}")));
        Assert.InRange(taus.Average(), 0.98, 1.02);
    }

    // τ_mem over its set value, by calix's method: a current step, long enough to settle, switched off in mid-recording.
    private static async Task<double[]> MeasureTau(EmulatorOptions options, int decays)
    {
        const int samples = 2500;
        await using var chip = new ReadoutHarness(options);
        chip.SetUpCommon();
        NeuronConfig neuron = ReadoutHarness.Neuron with { EnThreshComp = false };
        chip.AddNeuron(10, neuron);
        chip.Cell(10, 22, 800);
        chip.Settle();
        chip.Synchronise();
        for (int k = 0; k < decays; k++)
        {
            chip.SetUpMadc(hemisphere: 0, samples);
            chip.Configure(10, neuron with { EnMemOff = true });
            chip.WaitUs(60);
            chip.StartMadc();
            chip.WaitUs(20);
            chip.Configure(10, neuron);
            chip.WaitUs(70);
        }
        double[] all = [.. (await chip.RunAsync()).MadcSamples.Select(s => (double)s.Value)];
        Assert.Equal(decays * samples, all.Length);
        // Plateau: 80 nA / g above 0.42 V; the saturating leak gives way a little more.
        double step = 80e-9 / (248 * 0.98e-9 / 0.6);
        Assert.InRange(all[300..500].Average() * LsbVolts, 0.42 + 0.98 * step, 0.42 + 1.08 * step);
        return [.. Enumerable.Range(0, decays).Select(k => DecayFit.Samples(all[(k * samples)..((k + 1) * samples)]) * SampleSeconds
            / ReadoutHarness.TauSeconds)];
    }

    [Fact]
    public async Task Samples_come_every_34_ns_and_the_first_8_us_are_invalid()
    {
        await using var chip = new ReadoutHarness(new() { Noise = false });
        chip.SetUpCommon();
        chip.AddNeuron(10, ReadoutHarness.Neuron);
        chip.Settle();
        chip.Synchronise();
        chip.SetUpMadc(hemisphere: 0, samples: 600);
        Ticket<NullPayloadReadable> start = chip.Builder.Tick();
        chip.StartMadc();
        chip.WaitUs(40);
        PlaybackResult result = await chip.RunAsync();
        IReadOnlyList<MadcSample> samples = result.MadcSamples;
        Assert.Equal(600, samples.Count);
        // 17 cycles of 2 ns; stamps have 8 ns.
        for (int k = 0; k < samples.Count; k++)
        {
            double expected = (k + 1) * SampleSeconds / 8e-9, seen = (long)samples[k].ChipTime.Cycles - (long)start.Time(result).Cycles;
            Assert.InRange(seen - expected, -1, 4);
        }
        Assert.True(samples[0].Value < 20);
        Assert.All(samples.Skip(InvalidSamples), s => Assert.Equal(247, s.Value));    // 0.42 V
        Assert.All(samples, s => Assert.Equal(0, s.Channel));
    }

    [Fact]
    public async Task Two_inputs_take_turns_and_see_their_own_neurons()
    {
        await using var chip = new ReadoutHarness(new() { Noise = false });
        chip.SetUpCommon();
        chip.AddNeuron(256 + 20, ReadoutHarness.Neuron);
        chip.AddNeuron(256 + 21, ReadoutHarness.Neuron, leak: 800, threshold: 900);
        chip.Settle();
        chip.Synchronise();
        chip.SetUpMadc(hemisphere: 1, samples: 600, inputLength: 1, first: 1);
        chip.StartMadc();
        chip.WaitUs(40);
        IReadOnlyList<MadcSample> samples = (await chip.RunAsync()).MadcSamples;
        for (int k = 0; k < samples.Count; k++)
        {
            Assert.Equal(1 - k % 2, samples[k].Channel);
        }
        Assert.All(samples.Skip(InvalidSamples), s => Assert.Equal(s.Channel == 0 ? 247 : 353, s.Value));   // 0.42 V, 0.60 V
    }

    [Fact]
    public async Task A_recording_needs_a_wake_up_runs_until_stopped_and_may_leave_the_converter_asleep()
    {
        await using var chip = new ReadoutHarness(new() { Noise = false });
        chip.SetUpCommon();
        chip.AddNeuron(10, ReadoutHarness.Neuron);
        chip.Settle();
        chip.Synchronise();
        chip.Builder.Write(new EventRecordingConfig { EnableEventRecording = true });
        chip.StartMadc();
        chip.WaitUs(20);
        Assert.Empty((await chip.RunAsync()).MadcSamples);

        chip.SetUpMadc(hemisphere: 0, samples: 10);
        chip.StartMadc(powerDown: true, continuous: true);
        chip.WaitUs(34);
        chip.Builder.Write(new MADCControl { StopRecording = true, EnablePreAmplifier = true, EnablePowerDownAfterSampling = true });
        chip.WaitUs(20);
        Assert.InRange((await chip.RunAsync()).MadcSamples.Count, 990, 1010);

        chip.StartMadc();                                  // asleep since the stop
        chip.WaitUs(20);
        Assert.Empty((await chip.RunAsync()).MadcSamples);

        chip.SetUpMadc(hemisphere: 0, samples: 10);
        for (int k = 0; k < 2; k++)                        // without power-down a second start records again
        {
            chip.StartMadc(powerDown: false);
            chip.WaitUs(5);
        }
        Assert.Equal(20, (await chip.RunAsync()).MadcSamples.Count);
    }

    [Fact]
    public async Task A_die_moves_gain_and_offset_and_noise_is_below_2_LSB()
    {
        await using var chip = new ReadoutHarness(new() { Die = 4, NoiseSeed = 9 });
        chip.SetUpCommon();
        chip.AddNeuron(10, ReadoutHarness.Neuron with { EnThreshComp = false, ReadoutSelect = 1 });
        chip.Settle();
        chip.Synchronise();
        chip.SetUpMadc(hemisphere: 0, samples: 5000);
        chip.StartMadc();
        chip.WaitUs(190);
        double[] line = [.. (await chip.RunAsync()).MadcSamples.Skip(InvalidSamples).Select(s => (double)s.Value)];
        double mean = line.Average(), deviation = Math.Sqrt(line.Average(x => (x - mean) * (x - mean)));
        // The line rests at 0.9 V: 529 LSB, moved by gain (2 %) and offset (5 LSB), at most 3.5 σ of both.
        Assert.InRange(mean, 529 - 55, 529 + 55);
        Assert.NotEqual(529.4, mean, 0.5);
        Assert.Equal(Math.Sqrt(1.2 * 1.2 + 1.0 / 12), deviation, 5 * 1.2 / Math.Sqrt(2 * line.Length));
    }

    [Fact]
    public async Task What_is_not_emulated_is_counted_by_name_and_place_and_the_recording_goes_on_without_it()
    {
        await using var chip = new ReadoutHarness(new() { Noise = false });
        chip.SetUpCommon();
        chip.AddNeuron(10, ReadoutHarness.Neuron with { EnStrongFire = true });
        chip.Settle();
        chip.SetUpMadc(hemisphere: 0, samples: 600);
        chip.Builder.Write(new MADCConfig { NumberOfSamples = 600, EnableDummyData = true, EnableCalibration = true });
        chip.Builder.Write(new ReadoutSourceSelection { NeuronEven = [true, false, false, false], DebugPlus = [true, false] });
        chip.StartMadc();
        chip.WaitUs(40);
        IReadOnlyList<MadcSample> samples = (await chip.RunAsync()).MadcSamples;
        Assert.Equal(600, samples.Count);
        Assert.All(samples.Skip(InvalidSamples), s => Assert.Equal(247, s.Value));
        string[] counted = [.. chip.Chip.Diagnostics.Entries.Where(e => e.Kind == EmulatorDiagnosticKind.Ignored).Select(e => e.ToString())];
        Assert.Equal(4, counted.Length);
        foreach ((string field, string place) in new[]
        {
            ("NeuronConfig.en_strong_fire", "neuron configuration, north-west 10"), ("MADCConfig.enable_dummy_data", "0x000C_0007"),
            ("MADCConfig.enable_calibration", "0x000C_0003"), ("ReadoutSourceSelection.buffers[0].debug_plus", "0x000C_000C"),
        })
        {
            Assert.Contains(counted, entry => entry.StartsWith(field, StringComparison.Ordinal)
                && entry.Contains(place.Replace("_", "", StringComparison.Ordinal), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Its_clock_is_the_PLL_s_and_without_one_it_says_why_it_records_nothing()
    {
        await using var chip = new ReadoutHarness(new() { Noise = false });
        chip.SetUpCommon();
        chip.AddNeuron(10, ReadoutHarness.Neuron);
        chip.Settle();
        chip.Synchronise();
        // Half the clock: 1 GHz over p1 = 2 and m1 = 2.
        SetClock(chip, new() { AdpllOutput = AdpllOutput.Core1 });
        chip.SetUpMadc(hemisphere: 0, samples: 600);
        Ticket<NullPayloadReadable> start = chip.Builder.Tick();
        chip.StartMadc();
        chip.WaitUs(20);
        // Back to 500 MHz in the middle of it.
        SetClock(chip, new() { AdpllOutput = AdpllOutput.Dco });
        chip.WaitUs(30);
        PlaybackResult result = await chip.RunAsync();
        double[] times = [.. result.MadcSamples.Select(s => ((double)s.ChipTime.Cycles - start.Time(result).Cycles) * 8e-9)];
        Assert.Equal(600, times.Length);
        Assert.Equal(2 * SampleSeconds * 200, times[200] - times[0], 16e-9);
        Assert.Equal(SampleSeconds * 200, times[599] - times[399], 16e-9);
        Assert.Equal(new ConverterStatistics
        {
            CadcConversions = 0, CadcTriggersOff = 0, CadcReads = 0, MadcSamples = 600, MadcRecorded = 600, MadcRecordingOff = 0,
            MadcLinkLost = 0, MadcOnLink = 0,
        }, chip.Chip.Converters);

        SetClock(chip, new() { AdpllOutput = AdpllOutput.Dco, EnableOutput = false });
        chip.SetUpMadc(hemisphere: 0, samples: 10);
        chip.StartMadc();
        chip.WaitUs(10);
        Assert.Empty((await chip.RunAsync()).MadcSamples);
        Assert.Contains(chip.Chip.Diagnostics.Entries, entry => entry.Kind == EmulatorDiagnosticKind.Cause
            && entry.Name.Contains("\"MADC\" is not enabled", StringComparison.Ordinal));

        SetClock(chip, new() { AdpllOutput = AdpllOutput.Dco });
        chip.SetUpMadc(hemisphere: 0, samples: 10);
        chip.Builder.Write(new EventRecordingConfig()).Barrier(Barriers.Omnibus);
        chip.StartMadc();
        chip.WaitUs(10);
        Assert.Empty((await chip.RunAsync()).MadcSamples);
        ConverterStatistics counted = chip.Chip.Converters;
        Assert.Equal((610, 600, 10), (counted.MadcSamples, counted.MadcRecorded, counted.MadcRecordingOff));
        Assert.True(counted.IsBalanced());
    }

    [Theory]
    [InlineData("its multiplexer or preamplifier is off")]
    [InlineData("no neuron is on a line that read-out buffer 0 selects")]
    [InlineData("no neuron on read-out buffer 0 has an amplifier with bias")]
    public async Task A_recording_of_nothing_says_why(string reason)
    {
        await using var chip = new ReadoutHarness(new() { Noise = false });
        chip.SetUpCommon();
        chip.AddNeuron(10, ReadoutHarness.Neuron with { EnReadoutAmp = !reason.Contains("amplifier with", StringComparison.Ordinal) });
        chip.Settle();
        chip.SetUpMadc(hemisphere: reason.StartsWith("no neuron is", StringComparison.Ordinal) ? 1 : 0, samples: 10);
        chip.Builder.Write(new MADCControl { StartRecording = true, EnablePreAmplifier = reason[0] == 'n' });
        chip.WaitUs(5);
        Assert.All((await chip.RunAsync()).MadcSamples, sample => Assert.Equal(0, sample.Value));
        EmulatorDiagnostic cause = Assert.Single(chip.Chip.Diagnostics.Entries);
        Assert.StartsWith($"a MADC recording begins at 0 V: {reason}", cause.Name, StringComparison.Ordinal);
    }

    private static void SetClock(ReadoutHarness chip, PLLClockOutput madc)
    {
        var block = new PLLClockOutputBlock();
        chip.Builder.WriteOver(RegisterTransports.JtagPll, default(Unique), block with { Output = [.. block.Output.Take(3), madc] });
        chip.Builder.Barrier(Barriers.Jtag);
    }
}
