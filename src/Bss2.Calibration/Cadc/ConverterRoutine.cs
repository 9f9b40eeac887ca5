using Bss2.Calibration.Instruments;
using Bss2.Calibration.Problems;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Hal.Coordinates;
using Bss2.Runtime;

namespace Bss2.Calibration.Cadc;

/// <summary>Column converters: ramp start and slope per block bring two voltages to their readings, digital offsets align the channels.</summary>
/// <remarks>
/// Analog-core 6.2 CADC 1 to 3, 1.6: code 70 of the voltage cell (0.15 V) reads 20, code 550 (1.05 V) reads 220. A slope moves the lower point
/// a little, so both are found once by bisection and once more by prediction. Offsets: one shot at code 310.
/// </remarks>
/// <param name="name">Name; the chain runs this routine twice.</param>
internal sealed class ConverterRoutine(string name) : ICalibrationRoutine
{
    private const int LowCode = 70, HighCode = 550, MiddleCode = 310, PredictionRounds = 2;
    private const double LowLsb = 20, HighLsb = 220;

    // LSB per code: a ramp start cell moves 1.8 mV per code, 4.5 mV are an LSB; slope 200 is 200 LSB between both points.
    private const double OffsetSlope = -0.4;

    // Channels scatter by less than 3 LSB after their calibration (analog-core 3.1); one further off than three times that is broken.
    private const double ChannelTolerance = 9, BlockTolerance = 3;

    private static readonly CodeRange s_range = new(20, 700);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        var bench = new ConverterBench(context.Bench);
        await bench.ConnectAsync(cancellationToken).ConfigureAwait(false);
        CadcSettings cadc = (state.Cadc ?? CadcSettings.Start) with { ChannelOffsets = CadcSettings.Start.ChannelOffsets };
        var outcomes = new List<SearchOutcome>();
        foreach (bool again in new[] { false, true })
        {
            // A later pass starts from what the earlier one found.
            bool known = again || state.Cadc is not null;
            foreach (bool slope in new[] { false, true })
            {
                var problem = new Problem(bench, cadc, slope);
                var goal = new SearchGoal(s_range, [.. Enumerable.Repeat(slope ? HighLsb : LowLsb, CapMemBlock.Count)], Rising: false)
                {
                    Start = slope ? cadc.RampSlope : cadc.RampOffset, Tolerance = BlockTolerance,
                };
                IParameterSearch search = !known ? new BinarySearch()
                    : new PredictionSearch(slope ? PredictionLaw.Power(-1) : PredictionLaw.Shift(OffsetSlope, 5), PredictionRounds);
                SearchOutcome outcome = await SearchLoop.RunAsync(search, problem, goal, new(), context.Progress, cancellationToken).ConfigureAwait(false);
                cadc = problem.With(outcome.Codes);
                outcomes.Add(outcome);
            }
        }
        (cadc, bool[] aligned) = await AlignAsync(bench, cadc, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<SearchVerdict>[] final = [outcomes[^2].Verdicts, outcomes[^1].Verdicts];
        var report = new RoutineReport
        {
            Routine = Name, Version = Version, Measurements = outcomes.Sum(outcome => outcome.Measurements) + 2,
            ChipSeconds = context.Bench.Usage.ChipSeconds - before.ChipSeconds,
            Success = [.. context.Circuits.Select(circuit => aligned[CadcReader.ChannelOf(circuit).Value]
                && final.All(verdicts => verdicts[circuit.CapMemBlock.Value] == SearchVerdict.Found))],
            AtBoundary = context.Circuits.Count(circuit => final.Any(verdicts => verdicts[circuit.CapMemBlock.Value] == SearchVerdict.AtBoundary)),
        };
        return state with { Cadc = cadc, Reports = [.. state.Reports, report] };
    }

    // Each channel moves by its distance from the median of all; a second reading tells which did not follow.
    private static async ValueTask<(CadcSettings Cadc, bool[] Aligned)> AlignAsync(ConverterBench bench, CadcSettings cadc, CancellationToken cancellationToken)
    {
        double[] raw = await bench.ReadAsync(cadc, MiddleCode, cancellationToken).ConfigureAwait(false);
        double[] sorted = [.. raw.Order()];
        double target = sorted[sorted.Length / 2];
        var range = new CodeRange(CadcSettings.MinimumOffset, CadcSettings.MaximumOffset);
        CadcSettings moved = cadc with { ChannelOffsets = [.. raw.Select(sample => range.Clamp(target - sample))] };
        double[] seen = await bench.ReadAsync(moved, MiddleCode, cancellationToken).ConfigureAwait(false);
        return (moved, [.. seen.Select(sample => Math.Abs(sample - target) <= ChannelTolerance)]);
    }

    private sealed class Problem(ConverterBench bench, CadcSettings cadc, bool slope) : ICalibrationProblem
    {
        public string Name => slope ? "CADC reading over ramp slope" : "CADC reading over ramp offset";

        public int Count => CapMemBlock.Count;

        public CadcSettings With(IReadOnlyList<int> codes) => slope ? cadc with { RampSlope = [.. codes] } : cadc with { RampOffset = [.. codes] };

        public async ValueTask MeasureAsync(ReadOnlyMemory<int> codes, Memory<Observation> observations, CancellationToken cancellationToken)
        {
            double[] samples = await bench.ReadAsync(With(codes.ToArray()), slope ? HighCode : LowCode, cancellationToken).ConfigureAwait(false);
            double[] medians = ConverterBench.Medians(samples);
            for (int block = 0; block < Count; block++)
            {
                observations.Span[block] = Observation.Of(medians[block]);
            }
        }
    }
}
