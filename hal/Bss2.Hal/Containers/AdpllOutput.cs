namespace Bss2.Hal.Containers;

/// <summary>Outputs of a PLL.</summary>
public enum AdpllOutput
{
    /// <summary>f_dco / (p1 · m0).</summary>
    Core0,

    /// <summary>f_dco / (p1 · m1).</summary>
    Core1,

    /// <summary>f_dco / p2.</summary>
    Dco,
}
