namespace Bss2.Calibration.Routines;

/// <summary>Names of what routines find out per circuit, with their units.</summary>
public static class Quantity
{
    /// <summary>E_l with raised leak, in threshold codes.</summary>
    public const string RaisedLeak = "raised_leak_threshold_codes";

    /// <summary>V_r at the nominal reset code, in threshold codes.</summary>
    public const string NominalReset = "nominal_reset_threshold_codes";

    /// <summary>V_r at the lowered reset code, in threshold codes.</summary>
    public const string LoweredReset = "lowered_reset_threshold_codes";

    /// <summary>E_l at the operating point, in threshold codes.</summary>
    public const string RestingLeak = "resting_leak_threshold_codes";

    /// <summary>τ_m, µs.</summary>
    public const string MembraneTau = "tau_mem_us";

    /// <summary>τ_s of the excitatory input, µs.</summary>
    public const string ExcitatoryTau = "tau_syn_exc_us";

    /// <summary>τ_s of the inhibitory input, µs.</summary>
    public const string InhibitoryTau = "tau_syn_inh_us";

    /// <summary>Model weight of one excitatory weight unit.</summary>
    public const string ExcitatoryGain = "gain_exc_per_unit";

    /// <summary>Model weight of one inhibitory weight unit.</summary>
    public const string InhibitoryGain = "gain_inh_per_unit";

    /// <summary>θ − E_l, V by the axis' own scale.</summary>
    public const string ThresholdDistance = "threshold_distance_v";

    /// <summary>(V_r − E_l) / (θ − E_l).</summary>
    public const string ResetShare = "reset_share";
}
