using Bss2.Calibration.Instruments;
using Bss2.Calibration.Problems;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>Search for the reference of an input: the circuit rests with the input on where it rests with it off.</summary>
/// <remarks>Analog-core 6.2; at a long τ_m one code of the reference moves the resting potential by more than ten LSB.</remarks>
internal sealed class ReferenceSearch(CalibrationContext context, bool excitatory)
{
    // 128 codes are 32 mV: six standard deviations of the offset (analog-core 8.3).
    private const int ReachCodes = 128, Conversions = 12;

    // Two codes at 60 µs.
    private const double ToleranceLsb = 32, RestTimeConstants = 6;

    private readonly CadcMeter _meter = new(context.Bench);

    /// <summary>CapMem row.</summary>
    public int Row => excitatory ? CircuitRow.ExcitatoryShift : CircuitRow.InhibitoryShift;

    /// <summary>Outcome and goal of the last search.</summary>
    public (SearchOutcome Outcome, SearchGoal Goal)? Last { get; private set; }

    /// <summary>Searches.</summary>
    /// <param name="settings">Settings with <see cref="CadcMethod.LongTauUs"/>.</param>
    /// <param name="cancellationToken">Stops between measurements.</param>
    /// <returns>The settings with the references found.</returns>
    public async ValueTask<CircuitSettings[]> RunAsync(CircuitSettings[] settings, CancellationToken cancellationToken)
    {
        double[] off = await RestAsync(settings, BenchSwitches.Off, ChipBench.SettleFinelyMs, cancellationToken).ConfigureAwait(false);
        var on = new BenchSwitches(excitatory, !excitatory, PauseInReset: false);
        var problem = new MeasuredProblem("resting potential over reference", context.Count, async (codes, token) =>
        {
            CircuitSettings[] set = [.. settings.Select((s, i) => s.With(Row, codes[i]))];
            double[] rest = await RestAsync(set, on, ChipBench.SettleMs, token).ConfigureAwait(false);
            return [.. rest.Select(Observation.Of)];
        });
        var range = new CodeRange(OperatingPoint.ShiftCode - ReachCodes, OperatingPoint.ShiftCode + ReachCodes);
        var goal = new SearchGoal(range, off, Rising: excitatory) { Tolerance = ToleranceLsb };
        SearchOutcome outcome = await SearchLoop.RunAsync(new NoisyBinarySearch(excitatory ? 0x5EFEu : 0x5EF1u), problem, goal, new(),
            context.Progress, cancellationToken).ConfigureAwait(false);
        Last = (outcome, goal);
        return [.. settings.Select((s, i) => s.With(Row, outcome.Codes[i]))];
    }

    private async ValueTask<double[]> RestAsync(CircuitSettings[] settings, BenchSwitches switches, double settleMs, CancellationToken cancellationToken)
    {
        await context.Bench.ApplyAsync(settings, switches with { Silent = true, Readout = ReadoutNode.Membrane }, settleMs, cancellationToken)
            .ConfigureAwait(false);
        return await _meter.RestAsync(RestTimeConstants * CadcMethod.LongTauUs, Conversions, cancellationToken).ConfigureAwait(false);
    }
}
