using System.CommandLine;
using System.Globalization;

namespace Bss2.Cli.Chips;

/// <summary>The options by which every verb that touches a chip says which one.</summary>
/// <remarks>Each is null when not given, so that a verb can tell the user's choice from a default or a stored setting.</remarks>
internal sealed class ChipOptions
{
    public Option<string?> Chip { get; } = new("--chip") { Description = "emulator (the default)" };

    public Option<string?> Die { get; } = new("--die") { Description = "ideal (the default), or the seed of a die (0 … 2147483647)" };

    public Option<string?> Core { get; } = new("--core") { Description = "circuit (the default), or linear (reduced model)" };

    public Option<string?> Engine { get; } = new("--engine") { Description = "vectorised (the default), or reference (4 ns steps, slow)" };

    public Option<string?> Noise { get; } = new("--noise") { Description = "temporal noise: on (the default) or off" };

    public Option<string?> Calibration { get; } = new("--calibration") { Description = "none: codes of the ideal die on any die" };

    public Option<string?> Substrate { get; } = new("--substrate") { Description = "chip (the default), or simulation (exact LIF, no chip)" };

    public ChipOptions()
    {
        Chip.AcceptOnlyFromAmong("emulator");
        Core.AcceptOnlyFromAmong("circuit", "linear");
        Engine.AcceptOnlyFromAmong("vectorised", "reference");
        Noise.AcceptOnlyFromAmong("on", "off");
        Calibration.AcceptOnlyFromAmong("none");
        Substrate.AcceptOnlyFromAmong("chip", "simulation");
        Die.Validators.Add(result =>
        {
            string? value = result.GetValueOrDefault<string?>();
            if (value is not (null or "ideal") && !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                result.AddError($"--die {value}: give ideal or a number from 0 to 2147483647.");
            }
        });
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Substrate, Chip, Die, Core, Engine, Noise, Calibration])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What the user chose, on top of <paramref name="stored"/>.</summary>
    public ChipSettings Apply(ParseResult parsed, ChipSettings stored) => stored with
    {
        Substrate = parsed.GetValue(Substrate) ?? stored.Substrate,
        Die = parsed.GetValue(Die) ?? stored.Die,
        Core = parsed.GetValue(Core) ?? stored.Core,
        Engine = parsed.GetValue(Engine) ?? stored.Engine,
        Noise = parsed.GetValue(Noise) is { } noise ? noise == "on" : stored.Noise,
    };
}
