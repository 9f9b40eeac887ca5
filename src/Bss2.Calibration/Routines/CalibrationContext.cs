using Bss2.Calibration.Instruments;
using Bss2.Calibration.Search;
using Bss2.Calibration.Targets;
using Bss2.Hal.Coordinates;
using Bss2.Runtime;

namespace Bss2.Calibration.Routines;

/// <summary>What a routine works with.</summary>
public sealed class CalibrationContext
{
    internal CalibrationContext(ChipBench bench, SpikeRecorder recorder, IReadOnlyList<CircuitAim> aims, int weight,
        IProgress<SearchProgress>? progress) =>
        (Bench, Recorder, Aims, Weight, Progress) = (bench, recorder, aims, weight, progress);

    internal ChipBench Bench { get; }

    internal SpikeRecorder Recorder { get; }

    /// <summary>Aims of the circuits on the bench.</summary>
    internal IReadOnlyList<CircuitAim> Aims { get; }

    /// <summary>Weight of a stimulus synapse.</summary>
    internal int Weight { get; }

    /// <summary>Weight units of a stimulus: one synapse of each driver of a group.</summary>
    internal int StimulusUnits => Weight * BenchRouting.DriversPerGroup;

    internal IProgress<SearchProgress>? Progress { get; }

    internal IReadOnlyList<AtomicNeuron> Circuits => Bench.Circuits;

    internal int Count => Bench.Circuits.Count;

    /// <summary>Report of a search over all circuits.</summary>
    internal RoutineReport Report(ICalibrationRoutine routine, SearchOutcome outcome, SearchGoal goal, ChipUsage before, string unit)
    {
        double[] squares = [.. Enumerable.Range(0, goal.Count)
            .Where(i => outcome.Verdicts[i] == SearchVerdict.Found).Select(i => Math.Pow(outcome.Observations[i].Value - goal.Targets[i], 2))];
        return new()
        {
            Routine = routine.Name, Version = routine.Version, Measurements = outcome.Measurements,
            ChipSeconds = Bench.Usage.ChipSeconds - before.ChipSeconds, Success = outcome.Success,
            AtBoundary = outcome.Verdicts.Count(verdict => verdict == SearchVerdict.AtBoundary),
            ResidualRms = squares.Length > 0 ? Math.Sqrt(squares.Average()) : null, ResidualUnit = unit,
        };
    }
}
