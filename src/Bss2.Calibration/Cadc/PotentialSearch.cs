using Bss2.Calibration.Problems;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Calibration.Targets;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>Brings a potential of all circuits to its aim on the CADC's scale: a code moves it by the data sheet's slope, readings say by how much.</summary>
internal sealed class PotentialSearch
{
    /// <summary>What is measured, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>Row of its cells.</summary>
    public required int Row { get; init; }

    /// <summary>Aim, LSB.</summary>
    public required Func<CircuitAim, double> Lsb { get; init; }

    /// <summary>First codes.</summary>
    public required IReadOnlyList<int> Start { get; init; }

    /// <summary>Measurements at most.</summary>
    public required int Rounds { get; init; }

    /// <summary>Codes to go where nothing was seen.</summary>
    public required double BlindCodes { get; init; }

    /// <summary>What else the circuits hold meanwhile.</summary>
    public required IReadOnlyList<CircuitSettings> Settings { get; init; }

    /// <summary>Reads the potential, LSB, with some settings.</summary>
    public required Func<CircuitSettings[], CancellationToken, ValueTask<Observation[]>> Measure { get; init; }

    /// <summary>Searches and writes the report.</summary>
    public async ValueTask<CalibrationState> RunAsync(ICalibrationRoutine routine, CalibrationState state, CalibrationContext context,
        CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        var problem = new MeasuredProblem(Name, context.Count, (codes, token) =>
            Measure([.. Settings.Select((s, i) => s.With(Row, codes[i]))], token));
        var goal = new SearchGoal(CodeRange.CapMem, [.. context.Aims.Select(Lsb)], Rising: true)
        {
            Start = [.. Start], Tolerance = CadcMethod.ToleranceLsb,
        };
        var search = new PredictionSearch(PredictionLaw.Shift(CadcMethod.LsbPerCode, BlindCodes), Rounds);
        SearchOutcome outcome = await SearchLoop.RunAsync(search, problem, goal, new(), context.Progress, cancellationToken).ConfigureAwait(false);
        return CadcMethod.Finish(routine, state, context, Row, outcome, goal, before, "LSB");
    }
}
