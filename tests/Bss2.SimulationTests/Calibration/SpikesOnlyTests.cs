using Bss2.Calibration;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Targets;
using Bss2.Emulator;
using Bss2.Hal.Coordinates;

namespace Bss2.SimulationTests.Calibration;

/// <summary>The spikes-only method against the hidden truth of a die, few circuits; whole dies: <see cref="WholeDieTests"/>.</summary>
public sealed class SpikesOnlyTests
{
    private const int Die = 4, Count = 16;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static AtomicNeuron[] Circuits { get; } = [.. Enumerable.Range(0, Count).Select(i => new AtomicNeuron(32 * i + 7))];

    [Fact]
    public async Task From_spikes_alone_circuits_come_within_five_per_cent_of_their_targets_and_a_resumed_run_gives_the_same_codes()
    {
        await using var chip = new EmulatorExecutor(new() { Die = Die });
        var calibrator = new Calibrator(chip, CalibrationTarget.Max, Circuits);
        CalibrationState state = calibrator.Start, interrupted = state;
        for (int k = 0; k < CalibrationMethod.Spikes.Routines.Count; k++)
        {
            interrupted = k == CalibrationMethod.Spikes.Routines.Count - 1 ? state : interrupted;
            state = await calibrator.RunAsync(state, CalibrationMethod.Spikes.Routines[k], null, Token);
        }
        Assert.Equal(0, state.Usage.CadcWordsRead + state.Usage.MadcWordsRead);
        Assert.All(state.Success, Assert.True);

        // Measured over dies: 1.3 % (τ_m), 1 % (τ_s), 2 % (gains), 2.5 % (distance: the slope of each circuit's ruler). Over 16 circuits
        // the chance of a root mean square of twice that is below 1e-5.
        CircuitAim aim = CalibrationTarget.Max.Circuits[0];
        var truth = new HiddenTruth(Die, Circuits, state.Settings, state.SynapseDac);
        AssertWithinFivePerCent("tau_m", c => truth.MembraneTauUs(c) / aim.MembraneTauUs);
        AssertWithinFivePerCent("threshold distance", c => truth.Distance(c) / aim.ThresholdVolts);
        AssertWithinFivePerCent("reset", c => 1 + truth.ResetShare(c));
        foreach (bool excitatory in new[] { true, false })
        {
            AssertWithinFivePerCent($"tau_s, excitatory {excitatory}", c => truth.SynapticTauUs(c, excitatory) / aim.SynapticTauUs);
            AssertWithinFivePerCent($"gain, excitatory {excitatory}", c => truth.GainPerUnit(c, excitatory) / aim.GainPerUnit);
        }

        // The nominal codes, for which all this is not true.
        var before = new HiddenTruth(Die, Circuits, calibrator.Start.Settings, calibrator.Start.SynapseDac);
        Assert.True(Rms(c => before.MembraneTauUs(c) / aim.MembraneTauUs) > 0.1);
        Assert.True(Rms(c => before.Distance(c) / aim.ThresholdVolts) > 0.1);

        await using var fresh = new EmulatorExecutor(new() { Die = Die });
        CalibrationState resumed = await new Calibrator(fresh, CalibrationTarget.Max, Circuits)
            .RunAsync(interrupted, CalibrationMethod.Spikes.Routines[^1], null, Token);
        Assert.Equal(state.Settings, resumed.Settings);
    }

    private static void AssertWithinFivePerCent(string name, Func<AtomicNeuron, double> ratio)
    {
        double rms = Rms(ratio);
        Assert.True(rms < 0.05, $"{name}: {100 * rms:F1} % rms");
    }

    private static double Rms(Func<AtomicNeuron, double> ratio) => Math.Sqrt(Circuits.Average(c => Math.Pow(ratio(c) - 1, 2)));
}
