using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Spikes;

namespace Bss2.Calibration.Instruments;

/// <summary>Measures times of spikes on the bench: intervals of circuits that fire by themselves, and first spikes after a reset.</summary>
/// <remarks>
/// Every measurement is cut into epochs. Each epoch starts system time anew at a base of its own, so that slow noise is averaged over
/// epochs and a measurement depends on its number alone, not on what ran before.
/// </remarks>
internal sealed class SpikeRecorder(ChipBench bench)
{
    // An epoch has 2^22 system-time steps of 8 ns, 33 ms; 2^21 epochs fit 43 bits, 4096 for each of 512 routines.
    private const int SlotShift = 22, EpochsPerRoutine = 4096, Routines = 1 << 43 - SlotShift - 12;

    private const double QuietUs = 2;

    private int _epoch = EpochsPerRoutine;

    /// <summary>Crossbar inputs that dropped events so far.</summary>
    public long Dropped { get; private set; }

    private readonly int[] _dropsSeen = new int[CrossbarInput.Count];

    /// <summary>Starts the numbering of epochs for a routine.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Routine numbers run from 0 to 510.</exception>
    public void Begin(int routine)
    {
        if (routine is < 0 or >= Routines - 1)
        {
            throw new ArgumentOutOfRangeException(nameof(routine), routine, $"Routine numbers run from 0 to {Routines - 2}.");
        }
        _epoch = (routine + 1) * EpochsPerRoutine;
    }

    /// <summary>Rise times of circuits that fire by themselves: from the release of the membrane to the next spike, µs.</summary>
    /// <param name="epochs">Epochs.</param>
    /// <param name="durationUs">Length of each.</param>
    /// <param name="cancellationToken">Stops before the program runs.</param>
    public async ValueTask<CircuitTimes[]> FreeRunAsync(int epochs, double durationUs, CancellationToken cancellationToken)
    {
        var plan = new TrialPlan([[]], epochs, 1, durationUs);
        CircuitTimes[] rises = NewTimes();
        await RunAsync(plan, (_, circuit, starts, spikes) =>
        {
            double last = double.NaN;
            foreach (double spike in spikes)
            {
                if (spike >= starts[0])
                {
                    // The first rise, from the reset, is one like the others.
                    rises[circuit].Add(spike - (double.IsNaN(last) ? starts[0] : last + BenchRouting.DeadUs));
                    last = spike;
                }
            }
            rises[circuit].Asked++;
        }, cancellationToken).ConfigureAwait(false);
        return rises;
    }

    /// <summary>First spikes after a release, per stimulus and circuit, µs after the circuit's own release.</summary>
    public async ValueTask<CircuitTimes[][]> FirstSpikesAsync(TrialPlan plan, CancellationToken cancellationToken)
    {
        CircuitTimes[][] times = [.. plan.Stimuli.Select(_ => NewTimes())];
        double end = plan.PeriodUs - BenchRouting.DeadUs - bench.Routing.ResetCycles * FpgaTime.CycleUs;
        await RunAsync(plan, (_, circuit, starts, spikes) =>
        {
            int next = 0;
            for (int trial = 0; trial < starts.Count; trial++)
            {
                CircuitTimes seen = times[trial % plan.Stimuli.Count][circuit];
                seen.Asked++;
                while (next < spikes.Count && spikes[next] < starts[trial])
                {
                    next++;
                }
                if (next < spikes.Count && spikes[next] - starts[trial] < end)
                {
                    seen.Add(spikes[next] - starts[trial]);
                }
            }
        }, cancellationToken).ConfigureAwait(false);
        return times;
    }

    private CircuitTimes[] NewTimes() => [.. bench.Circuits.Select(_ => new CircuitTimes())];

    // Calls back per epoch and circuit with the times of its releases and of its spikes, µs since the epoch's start.
    private async ValueTask RunAsync(TrialPlan plan, Action<int, int, IReadOnlyList<double>, IReadOnlyList<double>> epochDone,
        CancellationToken cancellationToken)
    {
        int trials = plan.Rounds * plan.Stimuli.Count;
        uint period = BenchProgram.Cycle(plan.PeriodUs), first = BenchProgram.Cycle(QuietUs);
        if (first + (long)period * trials >= 1L << SlotShift)
        {
            throw new ArgumentException($"{trials} trials of {plan.PeriodUs} µs do not fit an epoch of {(1L << SlotShift) * FpgaTime.CycleUs} µs.");
        }
        var program = new BenchProgram();
        var bases = new ulong[plan.Epochs];
        var ticks = new Ticket<NullPayloadReadable>[plan.Epochs];
        bench.Release(program);
        for (int e = 0; e < plan.Epochs; e++)
        {
            ticks[e] = AppendEpoch(program, plan, e, period, first);
        }
        program.Write(new EventRecordingConfig());
        Ticket<CrossbarInputDropCounter>[] drops = [.. Enumerable.Range(0, CrossbarInput.Count)
            .Select(i => program.Builder.Read<CrossbarInputDropCounter, CrossbarInput>(new(i)))];
        program.Builder.Barrier(Barriers.Omnibus);
        PlaybackResult result = await bench.ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
        CountDrops(drops, result);
        Sort(plan, trials, period, first, [.. ticks.Select(tick => (long)tick.Time(result).Cycles - 1)], result, epochDone);
    }

    private Ticket<NullPayloadReadable> AppendEpoch(BenchProgram program, TrialPlan plan, int epoch, uint period, uint first)
    {
        program.Write(new SystimeSyncBase { Value = (ulong)_epoch++ << SlotShift });
        program.Builder.Barrier(Barriers.Omnibus);
        program.Write(new SystimeSync());
        program.Builder.Barrier(Barriers.Systime);
        program.Write(new EventRecordingConfig { EnableEventRecording = true });
        program.StartTimer();
        Ticket<NullPayloadReadable> tick = program.Builder.Tick();
        for (int trial = 0; trial < plan.Rounds * plan.Stimuli.Count; trial++)
        {
            uint begin = first + (uint)trial * period;
            program.At(begin);
            bench.Routing.ResetAll(program);
            double release = (begin + bench.Routing.ResetCycles / 2) * FpgaTime.CycleUs + BenchRouting.DeadUs;
            int group = (epoch * plan.Rounds + trial / plan.Stimuli.Count) % BenchRouting.Groups;
            foreach (StimulusEvent stimulus in plan.Stimuli[trial % plan.Stimuli.Count])
            {
                uint at = BenchProgram.Cycle(release + stimulus.TimeUs - BenchRouting.InputLatencyUs);
                if (at < begin + bench.Routing.ResetCycles + 1)
                {
                    throw new ArgumentException($"An event {-stimulus.TimeUs} µs before the release lies before the reset.");
                }
                program.At(at).Builder.Spike(BenchRouting.Label(group, stimulus.Excitatory));
            }
        }
        program.At(first + (uint)(plan.Rounds * plan.Stimuli.Count) * period);
        return tick;
    }

    private void CountDrops(Ticket<CrossbarInputDropCounter>[] drops, PlaybackResult result)
    {
        // The counters run on and wrap at 16 bits; what counts is how far they moved.
        for (int i = 0; i < drops.Length; i++)
        {
            int value = (int)drops[i].Read(result).Value;
            Dropped += value - _dropsSeen[i] & 0xFFFF;
            _dropsSeen[i] = value;
        }
    }

    private void Sort(TrialPlan plan, int trials, uint period, uint first, long[] zeros, PlaybackResult result,
        Action<int, int, IReadOnlyList<double>, IReadOnlyList<double>> epochDone)
    {
        var spikes = new List<double>[bench.Circuits.Count];
        var starts = new double[trials];
        for (int i = 0; i < spikes.Length; i++)
        {
            spikes[i] = [];
        }
        IEnumerable<IGrouping<int, SpikeEvent>> epochs = result.Spikes.GroupBy(spike => Array.FindLastIndex(zeros, zero => zero <= (long)spike.ChipTime.Cycles));
        Dictionary<int, List<SpikeEvent>> byEpoch = epochs.ToDictionary(group => group.Key, group => group.ToList());
        for (int e = 0; e < plan.Epochs; e++)
        {
            foreach (List<double> list in spikes)
            {
                list.Clear();
            }
            foreach (SpikeEvent spike in byEpoch.GetValueOrDefault(e) ?? [])
            {
                if (bench.Routing.Instance(spike.Label) is { } circuit)
                {
                    spikes[circuit].Add(((long)spike.ChipTime.Cycles - zeros[e]) * ChipTime.CycleUs - BenchRouting.OutputLatencyUs);
                }
            }
            for (int i = 0; i < spikes.Length; i++)
            {
                for (int trial = 0; trial < trials; trial++)
                {
                    // A program's timer runs from one instruction before the tick that zero stands for.
                    starts[trial] = (first + trial * period + bench.Routing.ResetCycle(i)) * FpgaTime.CycleUs + BenchRouting.DeadUs;
                }
                spikes[i].Sort();
                epochDone(e, i, starts, spikes[i]);
            }
        }
    }
}
