using Bss2.Hal.Playback;

namespace Bss2.Runtime.BringUp;

/// <summary>A step of bring-up.</summary>
/// <param name="Name">What it does; unique in its sequence.</param>
/// <param name="Append">Appends its instructions.</param>
public sealed record BringUpStep(string Name, Action<PlaybackProgramBuilder> Append);
