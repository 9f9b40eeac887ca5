namespace Bss2.Runtime.Board;

/// <summary>The chip's supplies, in the order of their monitors.</summary>
/// <remarks>Source: halco xboard; register-map 13.2.</remarks>
public enum PowerRail
{
    /// <summary>Digital core, 1.2 V.</summary>
    Vdd12Digital,

    /// <summary>Digital pads, 2.5 V.</summary>
    Vdd25Digital,

    /// <summary>Analog core, 1.2 V.</summary>
    Vdd12Analog,

    /// <summary>Analog core, 2.5 V.</summary>
    Vdd25Analog,

    /// <summary>MADC, 1.2 V.</summary>
    Vdd12Madc,

    /// <summary>PLL, 1.2 V.</summary>
    Vdd12Pll,
}

/// <summary>What is known of each supply.</summary>
public static class PowerRails
{
    /// <summary>Nominal voltage, V (haldls xboard: it is in the name).</summary>
    public static double NominalVolts(this PowerRail rail) => rail is PowerRail.Vdd25Digital or PowerRail.Vdd25Analog ? 2.5 : 1.2;

    /// <summary>The reference stack's name, for instance vdd12_digital.</summary>
    public static string Name(this PowerRail rail) => $"vdd{rail.ToString()[3..5]}_{rail.ToString()[5..].ToLowerInvariant()}";
}
