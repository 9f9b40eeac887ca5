using Bss2.Calibration;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Targets;
using Bss2.Emulator;
using Bss2.Hal.Coordinates;

namespace Bss2.SimulationTests.Calibration;

/// <summary>The converter method against the hidden truth of a die, few circuits; whole dies take a minute each.</summary>
public sealed class CadcMethodTests
{
    private const int Die = 4, Count = 16;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static AtomicNeuron[] Circuits { get; } = [.. Enumerable.Range(0, Count).Select(i => new AtomicNeuron(32 * i + 7))];

    [Fact]
    public async Task Spreads_shrink_as_with_the_official_stack_and_circuits_come_near_their_hidden_targets()
    {
        await using var chip = new EmulatorExecutor(new() { Die = Die });
        var calibrator = new Calibrator(chip, CalibrationTarget.Max, Circuits);
        CalibrationState kept = calibrator.Start;
        int measurements = 0;
        CalibrationState state = await calibrator.RunAsync(calibrator.Start, CalibrationMethod.Cadc, new Counter(() => measurements++),
            next =>
            {
                kept = next.Reports.Count == CalibrationMethod.Cadc.Routines.Count - 1 ? next : kept;
                return ValueTask.CompletedTask;
            }, Token);
        Assert.True(measurements > 100);
        Assert.All(state.Success, Assert.True);
        Assert.True(state.Usage.CadcWordsRead > 0 && state.Usage.MadcWordsRead > 0);

        // The official stack's own limits (analog-core 3.1). Measured on whole dies: 0.03, 0.03, 0.08, 0.06, 0.02.
        CalibrationResult result = CalibrationResult.Of(state, calibrator.Aims);
        foreach ((string key, double limit) in new[] { ("leak", 0.30), ("reset", 0.20), ("threshold", 0.35), ("tau_mem", 0.45), ("tau_syn_exc", 0.20), ("tau_syn_inh", 0.20) })
        {
            QuantityChange quantity = result.Quantities.Single(q => q.Key == key);
            Assert.True(quantity.Ratio <= limit, $"{key}: {quantity.Ratio:F3}");
        }

        // Measured on whole dies: 1 % (τ_m), 0.4 % (τ_s), 1.7 % (distance, gains), 0.4 % (reset).
        CircuitAim aim = CalibrationTarget.Max.Circuits[0];
        var truth = new HiddenTruth(Die, Circuits, state.Settings, state.SynapseDac);
        AssertWithin(0.03, "tau_m", c => truth.MembraneTauUs(c) / aim.MembraneTauUs);
        AssertWithin(0.05, "threshold distance", c => truth.Distance(c) / aim.ThresholdVolts);
        AssertWithin(0.03, "reset", c => 1 + truth.ResetShare(c));
        foreach (bool excitatory in new[] { true, false })
        {
            AssertWithin(0.02, $"tau_s, excitatory {excitatory}", c => truth.SynapticTauUs(c, excitatory) / aim.SynapticTauUs);
            AssertWithin(0.05, $"gain, excitatory {excitatory}", c => truth.GainPerUnit(c, excitatory) / aim.GainPerUnit);
        }

        // Continued from the state before the last routine, on a chip that was just powered up.
        await using var fresh = new EmulatorExecutor(new() { Die = Die });
        CalibrationState resumed = await new Calibrator(fresh, CalibrationTarget.Max, Circuits).RunAsync(kept, CalibrationMethod.Cadc, null, null, Token);
        Assert.Equal(state.Quantities[Quantity.MedianPrefix + Quantity.Threshold], resumed.Quantities[Quantity.MedianPrefix + Quantity.Threshold]);
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await calibrator.RunAsync(state, CalibrationMethod.Spikes, null, null, Token));
    }

    private static void AssertWithin(double limit, string name, Func<AtomicNeuron, double> ratio)
    {
        double rms = Math.Sqrt(Circuits.Average(c => Math.Pow(ratio(c) - 1, 2)));
        Assert.True(rms < limit, $"{name}: {100 * rms:F1} % rms");
    }

    private sealed class Counter(Action count) : IProgress<CalibrationProgress>
    {
        public void Report(CalibrationProgress value) => count();
    }
}
