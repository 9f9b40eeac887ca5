using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Calibration.Spikes;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>Leak potential by what the CADC reads at rest.</summary>
/// <param name="name">Name.</param>
/// <param name="inputs">Whether both inputs are on, so that the leak takes up what their references leave.</param>
internal sealed class LeakRoutine(string name, bool inputs) : ICalibrationRoutine
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
            Name = "CADC at rest over v_leak", Row = CircuitRow.Leak, Lsb = aim => aim.LeakLsb, Rounds = Rounds, BlindCodes = BlindCodes,
            Settings = state.Settings,
            Start = [.. inputs ? state.Settings.Select(s => s.Codes[CircuitRow.Leak])
                : context.Aims.Select((aim, i) => SpikeMethod.RestingCode(aim, context.Circuits[i]))],
            Measure = async (set, token) =>
                [.. (await MeasureAsync(context, set, inputs, token).ConfigureAwait(false)).Select(Observation.Of)],
        }.RunAsync(this, state, context, cancellationToken);

    /// <summary>Resting potentials, LSB.</summary>
    public static async ValueTask<double[]> MeasureAsync(CalibrationContext context, IReadOnlyList<CircuitSettings> settings, bool inputs,
        CancellationToken cancellationToken)
    {
        BenchSwitches switches = (inputs ? BenchSwitches.Both : BenchSwitches.Off) with { Silent = true, Readout = ReadoutNode.Membrane };
        await context.Bench.ApplyAsync(settings, switches, ChipBench.SettleFinelyMs, cancellationToken).ConfigureAwait(false);
        return await new CadcMeter(context.Bench).RestAsync(CadcMethod.RestUs(context), Conversions, cancellationToken).ConfigureAwait(false);
    }
}
