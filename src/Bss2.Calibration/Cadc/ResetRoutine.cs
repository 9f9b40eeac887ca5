using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>Reset potential by what the CADC reads while circuits are held in reset.</summary>
/// <param name="name">Name.</param>
/// <param name="refined">Whether codes are near already; at the start all circuits hold the same, which disturbs.</param>
internal sealed class ResetRoutine(string name, bool refined) : ICalibrationRoutine
{
    private const int Rounds = 3, Conversions = 32, BlindCodes = 40;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken) =>
        new PotentialSearch
        {
            Name = "CADC in reset over v_reset", Row = CircuitRow.Reset, Lsb = aim => aim.ResetLsb, Rounds = Rounds, BlindCodes = BlindCodes,
            Settings = state.Settings,
            Start = refined ? [.. state.Settings.Select(s => s.Codes[CircuitRow.Reset])] : CadcMethod.Scattered(context, aim => aim.ResetLsb),
            Measure = async (set, token) => [.. (await MeasureAsync(context, set, token).ConfigureAwait(false)).Select(Observation.Of)],
        }.RunAsync(this, state, context, cancellationToken);

    /// <summary>Reset potentials, LSB.</summary>
    public static async ValueTask<double[]> MeasureAsync(CalibrationContext context, IReadOnlyList<CircuitSettings> settings,
        CancellationToken cancellationToken)
    {
        BenchSwitches switches = BenchSwitches.Off with { Silent = true, Readout = ReadoutNode.Membrane };
        await context.Bench.ApplyAsync(settings, switches, ChipBench.SettleFinelyMs, cancellationToken).ConfigureAwait(false);
        return await new CadcMeter(context.Bench).HeldAsync(Conversions, cancellationToken).ConfigureAwait(false);
    }
}
