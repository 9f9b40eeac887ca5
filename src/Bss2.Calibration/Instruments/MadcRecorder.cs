using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Runtime.Placement;
using Bss2.Spikes;

namespace Bss2.Calibration.Instruments;

/// <summary>Records circuits with the MADC, one of even and one of odd number at a time; all others are idle meanwhile.</summary>
/// <remarks>
/// Register-map 9, analog-core 5: 29.4 MSample/s in turn from both read-out buffers, the first 8 µs of a recording are invalid.
/// </remarks>
internal sealed class MadcRecorder(ChipBench bench)
{
    /// <summary>From the start of a recording to the stimulus, µs: invalid samples are over then.</summary>
    public const double StimulusUs = 9;

    /// <summary>From one event of a stimulus to the next, µs.</summary>
    public const double EventSpacingUs = 0.5;

    // 17 cycles of 500 MHz per sample; nominal scale (analog-core 1.6).
    private const double SampleUs = 17 * 0.002, VoltsPerLsb = 1.7e-3, SwitchUs = 1;

    private const int MaximumSamples = 65535, HalfRows = 2;

    /// <summary>Resets circuits and records how they leave reset: their release comes <see cref="StimulusUs"/> and the dead time after the start.</summary>
    /// <param name="settings">Settings that were applied.</param>
    /// <param name="switches">Switches while a circuit is recorded.</param>
    /// <param name="afterUs">Length of the recording after the release.</param>
    /// <param name="cancellationToken">Stops before the program runs.</param>
    /// <returns>Per circuit; null if samples are missing.</returns>
    public ValueTask<MadcTrace?[]> ReleasesAsync(IReadOnlyList<CircuitSettings> settings, BenchSwitches switches, double afterUs,
        CancellationToken cancellationToken) => RecordAsync(settings, switches, (program, pair) =>
        {
            foreach (ColumnQuad quad in pair.Select(i => BenchRouting.QuadOf(bench.Circuits[i])).Distinct())
            {
                program.Write(quad, new NeuronResetQuad());
            }
        }, StimulusUs + BenchRouting.DeadUs + afterUs, cancellationToken);

    /// <summary>Sends events of the first stimulus groups and records what follows.</summary>
    /// <param name="settings">Settings that were applied.</param>
    /// <param name="switches">Switches while a circuit is recorded.</param>
    /// <param name="events">Number of events.</param>
    /// <param name="excitatory">Which input.</param>
    /// <param name="afterUs">Length of the recording after the last event.</param>
    /// <param name="cancellationToken">Stops before the program runs.</param>
    public ValueTask<MadcTrace?[]> EventsAsync(IReadOnlyList<CircuitSettings> settings, BenchSwitches switches, int events, bool excitatory,
        double afterUs, CancellationToken cancellationToken) => RecordAsync(settings, switches, (program, _) =>
        {
            for (int k = 0; k < events; k++)
            {
                program.At(BenchProgram.Cycle(StimulusUs + k * EventSpacingUs)).Builder.Spike(BenchRouting.Label(k % BenchRouting.Groups, excitatory));
            }
        }, StimulusUs + events * EventSpacingUs + afterUs, cancellationToken);

    private async ValueTask<MadcTrace?[]> RecordAsync(IReadOnlyList<CircuitSettings> settings, BenchSwitches switches,
        Action<BenchProgram, int[]> stimulate, double lengthUs, CancellationToken cancellationToken)
    {
        int samples = (int)Math.Ceiling(lengthUs / SampleUs);
        if (samples > MaximumSamples)
        {
            throw new ArgumentException($"{lengthUs} µs are {samples} MADC samples; a recording has at most {MaximumSamples}.");
        }
        var program = new BenchProgram();
        program.Write(new MADCConfig { NumberOfSamples = samples, ActiveMuxInputSelectLength = 1 });
        program.Write(new MADCControl { WakeUp = true, EnablePreAmplifier = true });
        program.Write(new EventRecordingConfig { EnableEventRecording = true });
        bench.Release(program);
        program.Wait(SwitchUs);
        List<int[]> pairs = Pairs();
        var starts = new Ticket<NullPayloadReadable>[pairs.Count];
        int hemisphere = -1;
        for (int p = 0; p < pairs.Count; p++)
        {
            hemisphere = Select(program, bench.Circuits[pairs[p][0]].Hemisphere.Value, hemisphere);
            foreach (int i in pairs[p])
            {
                bench.Switch(program, i, settings[i], switches with { OnLine = true });
            }
            program.Wait(SwitchUs).StartTimer();
            starts[p] = program.Builder.Tick();
            program.Write(new MADCControl { StartRecording = true, EnablePreAmplifier = true });
            program.At(BenchProgram.Cycle(StimulusUs));
            stimulate(program, pairs[p]);
            // Samples are on their way for a moment after they were taken.
            program.At(BenchProgram.Cycle(lengthUs + SwitchUs));
            foreach (int i in pairs[p])
            {
                bench.Switch(program, i, settings[i], BenchSwitches.Idle);
            }
        }
        program.Write(new EventRecordingConfig()).Builder.Barrier(Barriers.Omnibus);
        PlaybackResult result = await bench.ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
        return Sort(pairs, [.. starts.Select(start => start.Time(result).Cycles)], samples, result);
    }

    private static int Select(BenchProgram program, int wanted, int selected)
    {
        if (wanted != selected)
        {
            // Lines: odd top, even top, odd bottom, even bottom; even ones go to buffer 0, which is input 0.
            program.Write(new ReadoutSourceSelection
            {
                NeuronEven = [wanted == 0, wanted == 1, false, false], NeuronOdd = [false, false, wanted == 0, wanted == 1],
            });
        }
        return wanted;
    }

    // One even and one odd circuit of a half of the chip, as long as there are both.
    private List<int[]> Pairs()
    {
        var pairs = new List<int[]>();
        for (int half = 0; half < HalfRows; half++)
        {
            int[][] parity = [.. Enumerable.Range(0, 2).Select(odd => Enumerable.Range(0, bench.Circuits.Count)
                .Where(i => bench.Circuits[i].Hemisphere.Value == half && bench.Circuits[i].Value % 2 == odd).ToArray())];
            for (int k = 0; k < Math.Max(parity[0].Length, parity[1].Length); k++)
            {
                pairs.Add([.. parity.Where(list => k < list.Length).Select(list => list[k])]);
            }
        }
        return pairs;
    }

    private MadcTrace?[] Sort(List<int[]> pairs, ulong[] starts, int samples, PlaybackResult result)
    {
        var traces = new MadcTrace?[bench.Circuits.Count];
        IReadOnlyList<MadcSample> all = result.MadcSamples;
        int next = 0;
        for (int p = 0; p < pairs.Count; p++)
        {
            int first = next;
            while (next < all.Count && (p + 1 == pairs.Count || all[next].FpgaTime.Cycles < starts[p + 1]))
            {
                next++;
            }
            foreach (int i in pairs[p])
            {
                int input = bench.Circuits[i].Value % 2;
                MadcSample[] own = [.. Enumerable.Range(first, next - first).Select(k => all[k]).Where(sample => sample.Channel == input)];
                // A sample or two may be lost on the way; a trace with holes is none.
                traces[i] = own.Length < samples / 2 - 2 ? null : new([.. own.Select(s => Since(all[first], s))], [.. own.Select(s => s.Value * VoltsPerLsb)]);
            }
        }
        return traces;
    }

    private static double Since(in MadcSample first, in MadcSample sample) => ((long)sample.ChipTime.Cycles - (long)first.ChipTime.Cycles) * ChipTime.CycleUs;
}
