using Bss2.Calibration;
using Bss2.Calibration.Characterise;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Spikes;
using Bss2.Calibration.Store;
using Bss2.Calibration.Targets;
using Bss2.Emulator;
using Bss2.Hal.Coordinates;
using Bss2.Runtime.Placement;

namespace Bss2.SimulationTests.Calibration;

/// <summary>What a characterisation says of circuits, against what they are; also of circuits that nobody calibrated well.</summary>
public sealed class CharacteriserTests
{
    private const int Die = 4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Circuits_are_what_their_characterisation_says_and_the_file_says_the_same()
    {
        AtomicNeuron[] circuits = [.. Enumerable.Range(0, 8).Select(i => new AtomicNeuron(64 * i + 9))];
        await using var chip = new EmulatorExecutor(new() { Die = Die });
        // Nominal codes, references excepted: the survey has to find values far from the target, from a state that no method left behind.
        CalibrationTarget target = CalibrationTarget.Max;
        var calibrator = new Calibrator(chip, target, circuits);
        CalibrationState state = calibrator.Start;
        foreach (ICalibrationRoutine routine in SpikeMethod.Routines.Take(4))
        {
            state = await calibrator.RunAsync(state, routine, null, Token);
        }
        state = state.WithCodes(CircuitRow.LeakBias, [.. calibrator.Start.Settings.Select(s => s.Codes[CircuitRow.LeakBias])]);
        state = state with { Quantities = new Dictionary<string, IReadOnlyList<double?>> { [Quantity.MembraneTau] = state[Quantity.MembraneTau] } };
        var file = new CalibrationFile
        {
            ChipIdentity = chip.Chip.Identity, ChipName = chip.Chip.Name, Method = "by hand", Target = target, Circuits = circuits, State = state,
            Routines = [.. state.Reports.Select(report => new RoutineVersion(report.Routine, report.Version))],
        };
        Characterisation found = await new Characteriser(chip, file).RunAsync(null, Token);
        Assert.Equal(0, found.Usage.CadcWordsRead + found.Usage.MadcWordsRead);

        var truth = new HiddenTruth(Die, circuits, state.Settings, state.SynapseDac);
        foreach ((string name, Func<AtomicNeuron, double> of) in ((string, Func<AtomicNeuron, double>)[])[
            (Quantity.MembraneTau, truth.MembraneTauUs), (Quantity.ExcitatoryTau, c => truth.SynapticTauUs(c, true)),
            (Quantity.InhibitoryTau, c => truth.SynapticTauUs(c, false)), (Quantity.ExcitatoryGain, c => truth.GainPerUnit(c, true)),
            (Quantity.InhibitoryGain, c => truth.GainPerUnit(c, false)), (Quantity.ThresholdDistance, truth.Distance)])
        {
            double[] errors = [.. circuits.Select((c, i) => found.Quantities[name][i] is { } seen ? seen.Value / of(c) - 1 : double.NaN)];
            Assert.True(errors.All(double.IsFinite), $"{name}: a circuit did not show it");
            double rms = Math.Sqrt(errors.Average(e => e * e));
            // Measured over dies: at most 2.5 % (SpikesOnlyTests); a mean over eight circuits of twice that has a chance below 1e-4.
            Assert.True(rms < 0.05, $"{name}: {100 * rms:F1} % rms");
            Assert.All(found.Quantities[name], seen => Assert.InRange(seen!.Value.Error, 0, 0.1 * Math.Abs(seen.Value.Value)));
        }
        // It is no echo of the target.
        Assert.True(circuits.Max(c => Math.Abs(truth.MembraneTauUs(c) / target.Circuits[0].MembraneTauUs - 1)) > 0.15);

        string text = CharacterisationJson.Write(found);
        Assert.Equal(text, CharacterisationJson.Write(CharacterisationJson.Read(text, "memory")));
        string changed = text.Replace("\"unusable\":\"", "\"unusable\":\"9,", StringComparison.Ordinal);
        Assert.Contains("checksum", Assert.Throws<InvalidDataException>(() => CharacterisationJson.Read(changed, "x")).Message, StringComparison.Ordinal);
        await using var other = new EmulatorExecutor(new() { Die = Die + 1 });
        await Assert.ThrowsAsync<InvalidDataException>(async () => await new Characteriser(other, file).RunAsync(null, Token));
    }
}
