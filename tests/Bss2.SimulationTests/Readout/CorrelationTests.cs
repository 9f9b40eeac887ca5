using Bss2.Emulator;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Spikes;

namespace Bss2.SimulationTests.Readout;

/// <summary>
/// Correlation sensors as a host sees them, by calibration software's method: pairs of an event and a post pulse at a distance, and the
/// CADC before and after (analog-core 5: 0.5 LSB a pair, 5 µs).
/// </summary>
public sealed class CorrelationTests
{
    private const int Neuron = 8, Row = 0, Pairs = 100, Acausal = 256;
    private const double PairLsb = 0.5, TauUs = 5;

    [Theory]
    [InlineData(0.5)]
    [InlineData(2.5)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(-0.5)]
    [InlineData(-2.5)]
    [InlineData(-5)]
    [InlineData(-10)]
    public async Task A_pair_counts_by_an_exponential_window_on_its_own_side(double delayUs)
    {
        await using ReadoutHarness chip = await SetUp(new() { Noise = false });
        Func<PlaybackResult, int[]> before = chip.ReadCadc(0, Row);
        Pair(chip, delayUs, Pairs);
        Func<PlaybackResult, int[]> after = chip.ReadCadc(0, Row), otherLabel = chip.ReadCadc(0, Row + 1);
        Reset(chip);
        Func<PlaybackResult, int[]> again = chip.ReadCadc(0, Row);
        PlaybackResult result = await chip.RunAsync();
        int[] rest = before(result), stored = after(result);
        int own = delayUs > 0 ? Neuron : Acausal + Neuron, other = delayUs > 0 ? Acausal + Neuron : Neuron;
        Assert.Equal(187, rest[own]);                               // 0.9 V: just reset
        // Post pulses are resets, which reach the chip as register writes, events as spikes: 0.1 µs of path between them.
        Assert.Equal(PairLsb * Pairs * Math.Exp(-Math.Abs(delayUs) / TauUs), rest[own] - stored[own], 1.5);
        // The other side sees the distance to the pair before, 60 µs.
        Assert.InRange(rest[other] - stored[other], 0, 1);
        Assert.Equal(rest[Neuron], otherLabel(result)[Neuron]);
        Assert.Equal(rest, again(result));
    }

    [Fact]
    public async Task Each_event_and_each_post_pulse_counts_for_its_nearest_partner_only()
    {
        await using ReadoutHarness chip = await SetUp(new() { Noise = false });
        Func<PlaybackResult, int[]> before = chip.ReadCadc(0, Row);
        // Two events before each post pulse, and one post pulse more after it: as good as the nearer event alone.
        for (int k = 0; k < Pairs; k++)
        {
            chip.Builder.Spike(new SpikeLabel(0));
            chip.WaitUs(3);
            chip.Builder.Spike(new SpikeLabel(0));
            chip.WaitUs(2.5);
            chip.Builder.Write(new AtomicNeuron(Neuron).Backend, new NeuronReset());
            chip.WaitUs(1);
            chip.Builder.Write(new AtomicNeuron(Neuron).Backend, new NeuronReset());
            chip.WaitUs(60);
        }
        Func<PlaybackResult, int[]> after = chip.ReadCadc(0, Row);
        PlaybackResult result = await chip.RunAsync();
        Assert.Equal(PairLsb * Pairs * Math.Exp(-2.5 / TauUs), before(result)[Neuron] - after(result)[Neuron], 1.5);
    }

    [Theory]
    [InlineData(2, 0, 1.6, 1)]
    [InlineData(0, 3, 1, 1.9)]
    public async Task Calibration_bits_and_biases_move_amplitude_and_time_constant(int amplitude, int time, double more, double longer)
    {
        await using ReadoutHarness chip = await SetUp(new() { Noise = false }, amplitude, time, store: 140, ramp: 160);
        Func<PlaybackResult, int[]> before = chip.ReadCadc(0, Row);
        Pair(chip, 2.5, Pairs);
        Func<PlaybackResult, int[]> after = chip.ReadCadc(0, Row);
        PlaybackResult result = await chip.RunAsync();
        // Twice the biases halve both.
        Assert.Equal(PairLsb / 2 * more * Pairs * Math.Exp(-2.5 / (TauUs / 2 * longer)), before(result)[Neuron] - after(result)[Neuron], 1.5);
    }

    [Fact]
    public async Task A_neuron_that_fires_by_its_events_sees_them_as_causal_unless_only_block_pulses_count()
    {
        foreach (bool overwrite in new[] { false, true })
        {
            await using ReadoutHarness chip = await SetUp(new() { Noise = false }, weight: 63, threshold: 420, overwrite: overwrite);
            Func<PlaybackResult, int[]> before = chip.ReadCadc(0, Row);
            for (int k = 0; k < Pairs; k++)
            {
                for (int e = 0; e < 5; e++)
                {
                    chip.Builder.Spike(new SpikeLabel(0));
                }
                chip.WaitUs(60);
            }
            Func<PlaybackResult, int[]> after = chip.ReadCadc(0, Row);
            PlaybackResult result = await chip.RunAsync();
            Assert.Equal(Pairs, result.Spikes.Count);
            int[] rest = before(result), stored = after(result);
            Assert.InRange(rest[Neuron] - stored[Neuron], overwrite ? 0 : 20, overwrite ? 0 : 50);
            Assert.Equal(rest[Acausal + Neuron], stored[Acausal + Neuron], 1.0);
            if (overwrite)
            {
                for (int k = 0; k < 20; k++)
                {
                    chip.Builder.Spike(new SpikeLabel(0));
                    chip.WaitUs(1);
                    chip.Builder.Write(new NeuronBackendBlock(0), new BlockPostPulse());
                    chip.WaitUs(60);
                }
                Func<PlaybackResult, int[]> pulsed = chip.ReadCadc(0, Row);
                Assert.Equal(PairLsb * 20 * Math.Exp(-1 / TauUs), rest[Neuron] - pulsed(await chip.RunAsync())[Neuron], 1.5);
            }
        }
    }

    [Fact]
    public async Task On_a_die_sensors_differ_within_the_published_factor_of_2()
    {
        await using ReadoutHarness chip = await SetUp(new() { Die = 3 });
        chip.Builder.Write(new Hemisphere(0), new CADCConfig { Enable = true });
        Func<PlaybackResult, int[]>[] before = [.. Enumerable.Range(0, 32).Select(row => chip.ReadCadc(0, 2 * row))];
        Pair(chip, 1, Pairs);
        Func<PlaybackResult, int[]>[] after = [.. Enumerable.Range(0, 32).Select(row => chip.ReadCadc(0, 2 * row))];
        PlaybackResult result = await chip.RunAsync();
        double[] amplitudes = [.. before.Zip(after, (b, a) => (double)b(result)[Neuron] - a(result)[Neuron]).Order()];
        double expected = PairLsb * Pairs * Math.Exp(-1 / TauUs);
        Assert.InRange(amplitudes[(int)(0.3 * amplitudes.Length)], expected / 2, 2 * expected);
        Assert.InRange(amplitudes[(int)(0.7 * amplitudes.Length)], expected / 2, 2 * expected);
        Assert.True(amplitudes[^1] > 1.3 * amplitudes[0]);
    }

    [Fact]
    public async Task Sensors_that_were_never_reset_leave_a_neuron_s_reading_alone()
    {
        // Calibration software switches both on when it reads neurons.
        await using var chip = new ReadoutHarness(new() { Noise = false });
        chip.SetUpCommon();
        chip.SetUpCadc();
        chip.AddNeuron(Neuron, ReadoutHarness.Neuron);
        bool[] on = [true, true, true, true];
        chip.Builder.Write(new ColumnQuad(SynapseQuadAddress.QuadOf(new(Neuron)).Value), new ColumnCorrelationQuad
        {
            EnableInternalCausal = on, EnableInternalAcausal = on, EnableCadcNeuronReadoutCausal = on, EnableCadcNeuronReadoutAcausal = on,
        });
        chip.Settle();
        Func<PlaybackResult, int[]> read = chip.ReadCadc(0, Row);
        int[] samples = read(await chip.RunAsync());
        Assert.Equal((80, 80), (samples[Neuron], samples[Acausal + Neuron]));   // 0.42 V
    }

    private static void Pair(ReadoutHarness chip, double delayUs, int count)
    {
        for (int k = 0; k < count; k++)
        {
            foreach (bool pre in new[] { delayUs > 0, delayUs < 0 })
            {
                if (pre)
                {
                    chip.Builder.Spike(new SpikeLabel(0));
                }
                else
                {
                    chip.Builder.Write(new AtomicNeuron(Neuron).Backend, new NeuronReset());
                }
                chip.WaitUs(pre == delayUs > 0 ? Math.Abs(delayUs) : 60);
            }
        }
    }

    private static void Reset(ReadoutHarness chip)
    {
        int quad = SynapseQuadAddress.QuadOf(new(Neuron)).Value;
        for (int row = 0; row < 64; row++)
        {
            chip.Builder.Write(new SynapseQuadAddress(new(0), new(row), new(quad)), new CorrelationReset());
        }
    }

    // Even rows have label 0 in the neuron's column, odd ones label 1; all drivers take every event.
    private static async Task<ReadoutHarness> SetUp(EmulatorOptions options, int amplitude = 0, int time = 0, int store = 70,
        int ramp = 80, int weight = 0, int threshold = 475, bool overwrite = false)
    {
        var chip = new ReadoutHarness(options);
        chip.SetUpCommon();
        chip.SetUpCadc();
        for (int block = 0; block < CapMemBlock.Count; block++)
        {
            chip.Shared(block, 9, ramp);
            chip.Shared(block, 10, store);
            chip.Shared(block, 11, 600);
        }
        chip.AddNeuron(Neuron, ReadoutHarness.Neuron with { EnThreshComp = weight > 0 }, threshold: threshold);
        chip.Builder.Write(new AtomicNeuron(Neuron).Backend,
            new NeuronBackendConfig { RefractoryTime = weight > 0 ? 255 : 10, SelectInputClock = 1, EnSpikeOut = true, PostOverwrite = overwrite });
        int quad = SynapseQuadAddress.QuadOf(new(Neuron)).Value;
        chip.Builder.Write(new ColumnQuad(quad), new ColumnCorrelationQuad
        {
            EnableInternalCausal = [true, true, true, true], EnableInternalAcausal = [true, true, true, true],
        });
        for (int row = 0; row < 64; row++)
        {
            SynapseQuadAddress at = new(new(0), new(row), new(quad));
            int label = row % 2, w = row == 0 ? weight : 0;
            chip.Builder.Write(at, new SynapseQuad
            {
                Labels = [label, label, label, label], Weights = [w, w, w, w],
                AmpCalibs = [amplitude, amplitude, amplitude, amplitude], TimeCalibs = [time, time, time, time],
            });
            if (row % 2 == 0)
            {
                chip.Builder.Write(new SynapseDriver(row / 2),
                    new SynapseDriverConfig { EnReceiver = true, RowAddressCompareMask = 0, RowModeBottom = row == 0 ? 1 : 0 });
            }
        }
        chip.Settle();
        chip.Synchronise();
        chip.Builder.Write(new EventRecordingConfig { EnableEventRecording = true });
        Reset(chip);
        await chip.RunAsync();
        return chip;
    }
}
