namespace Bss2.Emulator;

/// <summary>Which equations the analog core follows.</summary>
public enum CoreModel
{
    /// <summary>Saturating OTAs, limited leak, compliance: the default.</summary>
    Circuit,

    /// <summary>The small-signal LIF limit, for exact tests: results are labelled "reduced model".</summary>
    Linear,
}
