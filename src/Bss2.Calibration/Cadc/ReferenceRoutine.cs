using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime;

namespace Bss2.Calibration.Cadc;

/// <summary>Reference of an input at its calibrated gain.</summary>
/// <param name="excitatory">Which input.</param>
internal sealed class ReferenceRoutine(bool excitatory) : ICalibrationRoutine
{
    /// <inheritdoc/>
    public string Name => excitatory ? "excitatory reference" : "inhibitory reference";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        var search = new ReferenceSearch(context, excitatory);
        await search.RunAsync(CadcMethod.Slow(state.Settings, CadcMethod.LongTauUs), cancellationToken).ConfigureAwait(false);
        (SearchOutcome outcome, SearchGoal goal) = search.Last!.Value;
        return CadcMethod.Finish(this, state, context, search.Row, outcome, goal, before, "LSB");
    }
}
