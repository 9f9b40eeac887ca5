using System.CommandLine;
using System.Globalization;
using Bss2.Cli.Faults;

namespace Bss2.Cli.Chips;

/// <summary>The options that say which chip to emulate.</summary>
/// <remarks>Each is null when not given.</remarks>
internal sealed class EmulationOptions
{
    public Option<string?> Die { get; } = new("--die") { Description = "ideal (the default), or the seed of a die (0 … 2147483647)" };

    public Option<string?> Core { get; } = new("--core") { Description = "circuit (the default), or linear (reduced model)" };

    public Option<string?> Engine { get; } = new("--engine") { Description = "vectorised (the default), or reference (4 ns steps, slow)" };

    public Option<string?> Noise { get; } = new("--noise") { Description = "temporal noise: on (the default) or off" };

    public Option<string?> Faults { get; } = new("--faults")
    {
        Description = "fault plan: a JSON file of what is broken on purpose (docs/file-formats.md), or none",
    };

    public Option<bool> Strict { get; } = new("--strict") { Description = "using anything that is not emulated, or has no effect here, is fatal" };

    public EmulationOptions()
    {
        Core.AcceptOnlyFromAmong("circuit", "linear");
        Engine.AcceptOnlyFromAmong("vectorised", "reference");
        Noise.AcceptOnlyFromAmong("on", "off");
        Die.Validators.Add(result =>
        {
            string? value = result.GetValueOrDefault<string?>();
            if (value is not (null or "ideal") && !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                result.AddError($"--die {value}: give ideal or a number from 0 to 2147483647.");
            }
        });
    }

    public IReadOnlyList<Option> All => [Die, Core, Engine, Noise, Faults, Strict];

    /// <summary>Those that only an emulator in this process can follow.</summary>
    public IReadOnlyList<Option> Models => [Core, Engine, Noise, Strict];

    /// <summary>What the user chose, on top of <paramref name="stored"/>.</summary>
    public ChipSettings Apply(ParseResult parsed, ChipSettings stored) => stored with
    {
        Die = parsed.GetValue(Die) ?? stored.Die,
        Core = parsed.GetValue(Core) ?? stored.Core,
        Engine = parsed.GetValue(Engine) ?? stored.Engine,
        Noise = parsed.GetValue(Noise) is { } noise ? noise == "on" : stored.Noise,
        Faults = parsed.GetValue(Faults) is { } plan ? plan == "none" ? null : FaultPlan.Read(plan) : stored.Faults,
        Strict = parsed.GetValue(Strict) || stored.Strict,
    };
}
