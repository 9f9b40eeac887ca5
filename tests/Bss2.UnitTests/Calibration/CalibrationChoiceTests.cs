using Bss2.Calibration;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Spikes;
using Bss2.Calibration.Store;
using Bss2.Calibration.Targets;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Chips;
using Bss2.Training;

namespace Bss2.UnitTests.Calibration;

/// <summary>Which operating point a loss wants, and which chips share calibrations.</summary>
public sealed class CalibrationChoiceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bss2-choice").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_die_takes_what_the_cache_has_the_ideal_one_nothing_and_a_file_only_if_it_belongs_there()
    {
        CalibrationFile kept = Complete("emulator:3", CalibrationTarget.Max);
        string path = new CalibrationStore(_folder).Save(kept);
        Assert.Equal(kept.Key, (await ResolveAsync(null, "3", TrainingRecipe.MaxChip))!.Key);
        Assert.Equal(kept.Key, (await ResolveAsync(path, "3", TrainingRecipe.MaxChip))!.Key);
        Assert.Null(await ResolveAsync(null, "ideal", TrainingRecipe.MaxChip));
        Assert.Null(await ResolveAsync("none", "3", TrainingRecipe.MaxChip));
        Assert.Null(await ResolveAsync(null, "3", TrainingRecipe.MaxChip, "simulation"));

        string foreign = await RefusalAsync(path, "4", TrainingRecipe.MaxChip);
        Assert.Contains("emulator:3", foreign, StringComparison.Ordinal);
        Assert.Contains("emulator:4", foreign, StringComparison.Ordinal);
        Assert.Contains("--target ttfs", await RefusalAsync(path, "3", TrainingRecipe.FirstSpikeChip), StringComparison.Ordinal);

        // Codes of older routines are codes still: they are used, and the log says so.
        string old = Path.Combine(_folder, "old.json");
        CalibrationStore.Write(old, kept with { Routines = [.. kept.Routines.Select(r => r with { Version = r.Version + 1 })] });
        var log = new StringWriter();
        Assert.NotNull(await new CalibrationChoice(old, _folder).ResolveAsync(new() { Die = "3" }, TrainingRecipe.MaxChip, log, false, Token));
        Assert.Contains("other routines", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_recipe_gets_the_operating_point_of_its_neurons()
    {
        Assert.Same(CalibrationTarget.Max, CalibrationChoice.TargetFor(TrainingRecipe.MaxChip));
        Assert.Same(CalibrationTarget.FirstSpike, CalibrationChoice.TargetFor(TrainingRecipe.FirstSpikeChip));
        TrainingRecipe max = TrainingRecipe.MaxChip;
        TrainingRecipe slow = max with { HiddenParameters = max.HiddenParameters with { MembraneTimeConstantUs = 11 } };
        CircuitAim aim = CalibrationChoice.TargetFor(slow).Circuits[511];
        Assert.Equal((11, 6), (aim.MembraneTauUs, aim.SynapticTauUs));
    }

    [Fact]
    public void What_changes_a_chips_answers_has_a_folder_of_its_own()
    {
        var standard = new ChipSettings { Die = "3" };
        ChipSettings[] chips = [standard, standard with { Core = "linear" }, standard with { Noise = false }, standard with { Chip = "tcp://there:1" },
            standard with { Engine = "reference" }];
        string[] folders = [.. chips.Select(chip => CalibrationCache.For(chip, CalibrationCache.Seed, "root").Directory),
            CalibrationCache.For(standard, CalibrationCache.Seed + 1, "root").Directory];
        Assert.Equal("root", folders[0]);
        Assert.Equal(folders.Length, folders.Distinct().Count());
        Assert.All(folders, folder => Assert.StartsWith("root", folder, StringComparison.Ordinal));
        // A die is told apart by its identity, which is in every key.
        Assert.Equal("root", CalibrationCache.For(standard with { Die = "4" }, CalibrationCache.Seed, "root").Directory);
    }

    private Task<CalibrationFile?> ResolveAsync(string? wanted, string die, TrainingRecipe recipe, string substrate = "chip") =>
        new CalibrationChoice(wanted, _folder).ResolveAsync(new() { Die = die, Substrate = substrate }, recipe, TextWriter.Null, false, Token);

    private async Task<string> RefusalAsync(string wanted, string die, TrainingRecipe recipe) =>
        (await Assert.ThrowsAsync<InvalidDataException>(() => ResolveAsync(wanted, die, recipe))).Message;

    private static CalibrationFile Complete(string identity, CalibrationTarget target)
    {
        bool[] all = [.. CalibrationRequest.AllCircuits.Select(_ => true)];
        return new()
        {
            ChipIdentity = identity, ChipName = "an emulator", Method = CalibrationMethod.Spikes.Name, Target = target,
            Circuits = CalibrationRequest.AllCircuits, Routines = CalibrationMethod.Spikes.Versions,
            State = CalibrationState.Start([.. target.Circuits.Select(NominalSettings.For)]) with
            {
                Reports = [.. CalibrationMethod.Spikes.Versions.Select(r => new RoutineReport
                {
                    Routine = r.Name, Version = r.Version, Measurements = 1, ChipSeconds = 1, Success = all, AtBoundary = 0,
                })],
            },
        };
    }
}
