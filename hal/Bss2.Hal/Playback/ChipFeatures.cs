namespace Bss2.Hal.Playback;

/// <summary>What an executor's chip can do: the only lawful reason for a contract test to skip.</summary>
[Flags]
public enum ChipFeatures
{
    /// <summary>Programs, registers, spikes.</summary>
    None = 0,

    /// <summary>Every lost spike is counted somewhere that the host can read.</summary>
    CountsLostSpikes = 1,
}
