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
