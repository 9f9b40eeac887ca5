namespace Bss2.Hal.Playback;

/// <summary>Units that a barrier can wait for.</summary>
[Flags]
public enum Barriers
{
    /// <summary>No wait.</summary>
    None = 0,

    /// <summary>All Omnibus reads and writes are answered.</summary>
    Omnibus = 1,

    /// <summary>JTAG is idle.</summary>
    Jtag = 2,

    /// <summary>System time is synchronised.</summary>
    Systime = 4,

    /// <summary>All FPGAs of a multi-chip set-up are here.</summary>
    MultiFpga = 8,

    /// <summary>The global interrupt came, if it was armed.</summary>
    SystimeCorrection = 16,
}
