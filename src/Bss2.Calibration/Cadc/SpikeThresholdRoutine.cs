using Bss2.Calibration.Routines;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>Threshold, refined: from intervals between spikes on the CADC's scale.</summary>
internal sealed class SpikeThresholdRoutine : ICalibrationRoutine
{
    private const int Rounds = 2;

    // Codes to go when a circuit did not fire, or started above its threshold.
    private const double BlindCodes = 40;

    /// <inheritdoc/>
    public string Name => "threshold, refined";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        var meter = new ThresholdMeter(context);
        IReadOnlyList<double?> taus = state[Quantity.MembraneTau];
        return new PotentialSearch
        {
            Name = "threshold over v_threshold", Row = CircuitRow.Threshold, Lsb = aim => aim.ThresholdLsb, Rounds = Rounds, BlindCodes = BlindCodes,
            Settings = state.Settings, Start = [.. state.Settings.Select(s => s.Codes[CircuitRow.Threshold])],
            Measure = (set, token) => meter.MeasureAsync(set, taus, token),
        }.RunAsync(this, state, context, cancellationToken);
    }
}
