using Bss2.Calibration.Targets;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Chips;
using Bss2.Training;

namespace Bss2.UnitTests.Calibration;

/// <summary>Which operating point a loss wants, and which chips share calibrations.</summary>
public sealed class CalibrationChoiceTests
{
    [Fact]
    public void Each_recipe_gets_the_operating_point_of_its_neurons()
    {
        Assert.Same(CalibrationTarget.Max, CalibrationChoice.TargetFor(TrainingRecipe.MaxChip));
        Assert.Same(CalibrationTarget.FirstSpike, CalibrationChoice.TargetFor(TrainingRecipe.FirstSpikeChip));
        TrainingRecipe slow = TrainingRecipe.MaxChip with { HiddenParameters = TrainingRecipe.MaxChip.HiddenParameters with { MembraneTimeConstantUs = 11 } };
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
}
