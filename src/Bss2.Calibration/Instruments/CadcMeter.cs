using Bss2.Hal.Playback;

namespace Bss2.Calibration.Instruments;

/// <summary>Reads what all circuits' amplifiers show with the column converters, LSB.</summary>
internal sealed class CadcMeter(ChipBench bench)
{
    // Membrane noise is correlated over 2 µs (analog-core 8.4).
    private const double SpacingUs = 2;

    private readonly CadcReader _reader = CadcReader.Of(bench.Circuits);

    /// <summary>Reads circuits as they are held in reset.</summary>
    /// <param name="conversions">Conversions to average.</param>
    /// <param name="cancellationToken">Stops before the program runs.</param>
    public ValueTask<double[]> HeldAsync(int conversions, CancellationToken cancellationToken) =>
        MeanAsync(new(), conversions, cancellationToken);

    /// <summary>Releases circuits, waits, and reads.</summary>
    /// <param name="waitUs">From the release on.</param>
    /// <param name="conversions">Conversions to average.</param>
    /// <param name="cancellationToken">Stops before the program runs.</param>
    public ValueTask<double[]> RestAsync(double waitUs, int conversions, CancellationToken cancellationToken)
    {
        var program = new BenchProgram();
        bench.Release(program);
        program.Wait(BenchRouting.DeadUs + waitUs);
        return MeanAsync(program, conversions, cancellationToken);
    }

    /// <summary>Releases circuits and reads at once and again and again: traces of circuits that fire by themselves.</summary>
    /// <param name="conversions">Length of the traces.</param>
    /// <param name="cancellationToken">Stops before the program runs.</param>
    /// <returns>[circuit][conversion].</returns>
    public async ValueTask<int[][]> TracesAsync(int conversions, CancellationToken cancellationToken)
    {
        var program = new BenchProgram();
        bench.Release(program);
        program.Wait(BenchRouting.DeadUs);
        int[][] samples = await RunAsync(program, Convert(program, conversions), cancellationToken).ConfigureAwait(false);
        return [.. Channels().Select(channel => samples.Select(shot => shot[channel]).ToArray())];
    }

    /// <summary>Lines of circuits held in reset before and after events.</summary>
    /// <param name="conversions">Conversions to average, before as after.</param>
    /// <param name="excitatory">Which input.</param>
    /// <param name="cancellationToken">Stops before the program runs.</param>
    /// <returns>By how much one event of every stimulus group pulls the line down, LSB.</returns>
    public async ValueTask<double[]> LineDropsAsync(int conversions, bool excitatory, CancellationToken cancellationToken)
    {
        var program = new BenchProgram();
        Func<PlaybackResult, int[]>[] before = Convert(program, conversions);
        for (int group = 0; group < BenchRouting.Groups; group++)
        {
            program.Builder.Spike(BenchRouting.Label(group, excitatory));
        }
        program.Wait(1);
        Func<PlaybackResult, int[]>[] after = Convert(program, conversions);
        int[][] samples = await RunAsync(program, [.. before, .. after], cancellationToken).ConfigureAwait(false);
        return [.. Channels().Select(channel => samples.Take(conversions).Average(shot => shot[channel])
            - samples.Skip(conversions).Average(shot => shot[channel]))];
    }

    /// <summary>Releases circuits and reads how far events of each stimulus group in turn move the membrane.</summary>
    /// <param name="plan">When, and how often.</param>
    /// <param name="excitatory">Which input.</param>
    /// <param name="cancellationToken">Stops before the program runs.</param>
    /// <returns>Mean over groups and rounds, minus the mean before the events, LSB.</returns>
    public async ValueTask<double[]> ResponsesAsync(ResponsePlan plan, bool excitatory, CancellationToken cancellationToken)
    {
        var program = new BenchProgram();
        bench.Release(program);
        program.Wait(BenchRouting.DeadUs + plan.PeriodUs).StartTimer();
        var before = new List<Func<PlaybackResult, int[]>>();
        var after = new List<Func<PlaybackResult, int[]>>();
        // A conversion and the reads of its samples have to be over when the event comes.
        const double beforeUs = 4;
        for (int trial = 0; trial < plan.Rounds * BenchRouting.Groups; trial++)
        {
            double start = trial * plan.PeriodUs;
            program.At(BenchProgram.Cycle(start));
            before.Add(_reader.Append(program));
            program.At(BenchProgram.Cycle(start + beforeUs - BenchRouting.InputLatencyUs));
            program.Builder.Spike(BenchRouting.Label(trial % BenchRouting.Groups, excitatory));
            program.At(BenchProgram.Cycle(start + beforeUs + plan.SampleUs));
            after.Add(_reader.Append(program));
        }
        int[][] samples = await RunAsync(program, [.. before, .. after], cancellationToken).ConfigureAwait(false);
        return [.. Channels().Select(channel => samples.Skip(before.Count).Average(shot => shot[channel])
            - samples.Take(before.Count).Average(shot => shot[channel]))];
    }

    private int[] Channels() => [.. bench.Circuits.Select(circuit => CadcReader.ChannelOf(circuit).Value)];

    private async ValueTask<double[]> MeanAsync(BenchProgram program, int conversions, CancellationToken cancellationToken)
    {
        int[][] samples = await RunAsync(program, Convert(program, conversions), cancellationToken).ConfigureAwait(false);
        return [.. Channels().Select(channel => samples.Average(shot => shot[channel]))];
    }

    private Func<PlaybackResult, int[]>[] Convert(BenchProgram program, int conversions)
    {
        var reads = new Func<PlaybackResult, int[]>[conversions];
        for (int k = 0; k < conversions; k++)
        {
            reads[k] = _reader.Append(program);
            program.Wait(SpacingUs - CadcReader.ConversionUs);
        }
        return reads;
    }

    private async ValueTask<int[][]> RunAsync(BenchProgram program, IReadOnlyList<Func<PlaybackResult, int[]>> reads, CancellationToken cancellationToken)
    {
        program.Builder.Barrier(Barriers.Omnibus);
        PlaybackResult result = await bench.ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
        return [.. reads.Select(read => read(result))];
    }
}
