using System.Globalization;
using Bss2.Emulator;
using Bss2.Hal.Playback;

namespace Bss2.Cli.Chips;

/// <summary>Which chip a verb talks to: stored in run folders.</summary>
internal sealed record ChipSettings
{
    public string Substrate { get; init; } = "chip";

    public string Die { get; init; } = "ideal";

    public string Core { get; init; } = "circuit";

    public string Engine { get; init; } = "vectorised";

    public bool Noise { get; init; } = true;

    /// <summary>Powers the chip up.</summary>
    public IPlaybackExecutor Open(ulong noiseSeed) => new EmulatorExecutor(new EmulatorOptions
    {
        Die = Die == "ideal" ? null : int.Parse(Die, CultureInfo.InvariantCulture),
        Core = Core == "linear" ? CoreModel.Linear : CoreModel.Circuit,
        Engine = Engine == "reference" ? EngineKind.Reference : EngineKind.Vectorised,
        Noise = Noise,
        NoiseSeed = noiseSeed,
    });
}
