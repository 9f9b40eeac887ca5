using System.Globalization;
using Bss2.Calibration;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Targets;
using Bss2.Emulator;
using Bss2.Hal.Coordinates;

namespace Bss2.SimulationTests.Calibration;

/// <summary>
/// Every circuit of ten dies against the official stack's limits and against hidden truth. A minute or two per die, so only on demand:
/// Bss2.SimulationTests --explicit only --filter-class "*WholeDieTests" --show-live-output on.
/// </summary>
public sealed class WholeDieTests
{
    // Ratios of spread: analog-core 3.1.
    private static readonly (string Key, double Limit)[] s_limits =
        [("leak", 0.30), ("reset", 0.20), ("threshold", 0.35), ("tau_mem", 0.45), ("tau_syn_exc", 0.20), ("tau_syn_inh", 0.20)];

    public static TheoryData<string, int> Runs
    {
        get
        {
            var runs = new TheoryData<string, int>();
            foreach (CalibrationMethod method in CalibrationMethod.Named)
            {
                for (int die = 1; die <= 10; die++)
                {
                    runs.Add(method.Name, die);
                }
            }
            return runs;
        }
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Runs))]
    public async Task A_die_keeps_the_limits(string method, int die)
    {
        await using var chip = new EmulatorExecutor(new() { Die = die });
        AtomicNeuron[] circuits = [.. Enumerable.Range(0, AtomicNeuron.Count).Select(i => new AtomicNeuron(i))];
        var calibrator = new Calibrator(chip, CalibrationTarget.Max, circuits);
        CancellationToken token = TestContext.Current.CancellationToken;
        CalibrationState state = await calibrator.RunAsync(calibrator.Start, CalibrationMethod.ByName(method), null, null, token);
        CalibrationResult result = CalibrationResult.Of(state, calibrator.Aims);
        Write($"die {die}, {method}: yield {result.Yield:P1}, {state.Usage.ChipSeconds:F1} s of chip time");
        Assert.True(result.Yield >= 0.95);
        foreach (QuantityChange quantity in result.Quantities)
        {
            Write($"  {quantity.Key}: σ {quantity.SigmaBefore:G3} -> {quantity.SigmaAfter:G3}, ratio {quantity.Ratio:F3}");
            Assert.All(s_limits.Where(limit => limit.Key == quantity.Key), limit => Assert.True(quantity.Ratio <= limit.Limit, limit.Key));
        }
        var truth = new HiddenTruth(die, circuits, state.Settings, state.SynapseDac);
        AtomicNeuron[] working = [.. circuits.Where((_, i) => state.Success[i])];
        CircuitAim aim = CalibrationTarget.Max.Circuits[0];
        Compare("τ_m", c => truth.MembraneTauUs(c) / aim.MembraneTauUs);
        Compare("distance", c => truth.Distance(c) / aim.ThresholdVolts);
        Compare("reset", c => 1 + truth.ResetShare(c));
        foreach (bool excitatory in new[] { true, false })
        {
            Compare($"τ_s, excitatory {excitatory}", c => truth.SynapticTauUs(c, excitatory) / aim.SynapticTauUs);
            Compare($"gain, excitatory {excitatory}", c => truth.GainPerUnit(c, excitatory) / aim.GainPerUnit);
        }
        Assert.Equal(method == CalibrationMethod.Spikes.Name, state.Usage.CadcWordsRead + state.Usage.MadcWordsRead == 0);

        void Compare(string name, Func<AtomicNeuron, double> ratio)
        {
            double mean = working.Average(ratio) - 1, rms = Math.Sqrt(working.Average(c => Math.Pow(ratio(c) - 1, 2)));
            Write($"  {name}: mean {mean:P2}, rms {rms:P2} of the target");
            Assert.True(rms < 0.05, name);
        }
    }

    private static void Write(FormattableString line) => TestContext.Current.TestOutputHelper?.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
