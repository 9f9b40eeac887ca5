using System.CommandLine;

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

    public Option<string?> Calibration { get; } = new("--calibration") { Description = "none: codes of the ideal die on any die" };

    public Option<string?> Substrate { get; } = new("--substrate") { Description = "chip (the default), or simulation (exact LIF, no chip)" };

    /// <summary>Which chip to emulate.</summary>
    public EmulationOptions Emulation { get; } = new();

    public ChipOptions()
    {
        Calibration.AcceptOnlyFromAmong("none");
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
        foreach (Option option in (Option[])[Substrate, Chip, .. Emulation.All, Deadline, Calibration])
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
