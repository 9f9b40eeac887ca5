using Bss2.Hal.Coordinates;

namespace Bss2.Hal.Containers;

/// <summary>Where a clock of the chip comes from.</summary>
public sealed record PLLClockOutput
{
    /// <summary>Whether it runs.</summary>
    public bool EnableOutput { get; init; } = true;

    /// <summary>Whether the PLL is passed by.</summary>
    public bool EnableBypass { get; init; }

    /// <summary>The PLL.</summary>
    public Adpll Adpll { get; init; }

    /// <summary>Its output.</summary>
    public AdpllOutput AdpllOutput { get; init; }
}
