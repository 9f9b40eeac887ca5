using System.CommandLine;
using Bss2.Cli.Calibrate;

namespace Bss2.Cli.Chips;

/// <summary>The options by which every verb that touches a chip says which one.</summary>
/// <remarks>Each is null when not given, so that a verb can tell the user's choice from a default or a stored setting.</remarks>
internal sealed class ChipOptions
{
    public Option<string?> Chip { get; } = new("--chip") { Description = $"{ChipTarget.Forms} (default: emulator)" };

    public Option<double> Deadline { get; } = Limits.Above(new Option<double>("--deadline")
    {
        DefaultValueFactory = _ => new ChipSettings().DeadlineS, Description = "how long a remote chip may take for one program, seconds",
    }, 0);

    public Option<string?> Calibration { get; } = new("--calibration")
    {
        Description = "a calibration file; none: codes of the ideal die on any die; cadc or spikes: by this method "
            + "(default: spikes, from the cache or made on first use; the ideal die needs none)",
    };

    public Option<string?> Cache { get; } = new("--cache") { Description = $"folder of calibrations (default: {CalibrationCache.DefaultFolder})" };

    public Option<string?> Substrate { get; } = new("--substrate") { Description = "chip (the default), or simulation (exact LIF, no chip)" };

    /// <summary>Which chip to emulate.</summary>
    public EmulationOptions Emulation { get; } = new();

    public ChipOptions()
    {
        Substrate.AcceptOnlyFromAmong("chip", "simulation");
        Chip.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !ChipTarget.TryParse(text, out _, out string? error))
            {
                result.AddError(error);
            }
        });
    }

    public void AddTo(Command command)
    {
        command.Options.Add(Substrate);
        AddChipTo(command);
        command.Options.Add(Calibration);
        command.Options.Add(Cache);
    }

    /// <summary>Those of a verb that works on nothing but a chip.</summary>
    public void AddChipTo(Command command)
    {
        foreach (Option option in (Option[])[Chip, .. Emulation.All, Deadline])
        {
            command.Options.Add(option);
        }
        command.Validators.Add(result =>
        {
            if (result.GetResult(Chip) is { Implicit: false } && result.GetValue(Chip) is { } chip and not "emulator"
                && Emulation.Models.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } given)
            {
                result.AddError($"{given.Name} says how to emulate, but {chip} is what it is; leave {given.Name} away, or give it to bss2 serve.");
            }
        });
    }

    /// <summary>Which calibration the user chose.</summary>
    public CalibrationChoice CalibrationChoice(ParseResult parsed) => new(parsed.GetValue(Calibration), parsed.GetValue(Cache));

    /// <summary>What the user chose, on top of <paramref name="stored"/>.</summary>
    public ChipSettings Apply(ParseResult parsed, ChipSettings stored)
    {
        string? chosen = parsed.GetValue(Chip);
        string? chip = chosen is null ? stored.Chip : chosen == "emulator" ? null : chosen;
        // Another chip than the stored one need not be the same die.
        string die = chip == stored.Chip ? stored.Die : chip is null ? new ChipSettings().Die : ChipSettings.AnyDie;
        return Emulation.Apply(parsed, stored with
        {
            Substrate = parsed.GetValue(Substrate) ?? stored.Substrate,
            Chip = chip,
            Die = die,
            Faults = chip == stored.Chip ? stored.Faults : null,
            DeadlineS = parsed.GetValue(Deadline),
        });
    }
}
