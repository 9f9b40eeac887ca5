namespace Bss2.Hal.Playback;

/// <summary>Which chip answers; the first log line and every result file say it.</summary>
/// <param name="Name">For people, for instance "emulator, die 3, circuit core, noise on".</param>
/// <param name="IsEmulated">An emulator says that it is one.</param>
/// <param name="Identity">Stable identity: die and model of an emulator, DNA of a board.</param>
public sealed record ChipDescription(string Name, bool IsEmulated, string Identity);
