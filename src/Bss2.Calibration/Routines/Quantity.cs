using Bss2.Calibration.Targets;

namespace Bss2.Calibration.Routines;

/// <summary>Names of what routines find out per circuit, with their units.</summary>
public static class Quantity
{
    /// <summary>Resting potential at the operating point, both inputs on, CADC LSB.</summary>
    public const string Leak = "leak_lsb";

    /// <summary>Reset potential, CADC LSB.</summary>
    public const string Reset = "reset_lsb";

    /// <summary>Threshold, CADC LSB.</summary>
    public const string Threshold = "threshold_lsb";

    /// <summary>E_l with raised leak, in threshold codes.</summary>
    public const string RaisedLeak = "raised_leak_threshold_codes";

    /// <summary>V_r at the nominal reset code, in threshold codes.</summary>
    public const string NominalReset = "nominal_reset_threshold_codes";

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

    /// <summary>By how much later than the data sheet's latency a circuit answers events, µs.</summary>
    public const string Delay = "delay_us";

    /// <summary>Ending of the name of a quantity's standard error.</summary>
    public const string ErrorSuffix = "_error";

    /// <summary>Beginning of the name of a quantity with all cells at their median codes.</summary>
    public const string MedianPrefix = "median_codes_";

    /// <summary>What an aim wants of a quantity.</summary>
    /// <exception cref="ArgumentException">Aims say nothing of the quantity.</exception>
    public static double Target(string quantity, CircuitAim aim) => quantity switch
    {
        Leak => aim.LeakLsb,
        Reset => aim.ResetLsb,
        Threshold => aim.ThresholdLsb,
        MembraneTau => aim.MembraneTauUs,
        ExcitatoryTau or InhibitoryTau => aim.SynapticTauUs,
        ExcitatoryGain or InhibitoryGain => aim.GainPerUnit,
        ThresholdDistance => aim.ThresholdVolts,
        ResetShare => aim.Target.ResetShare,
        Delay => 0,
        _ => throw new ArgumentException($"No aim says what {quantity} should be.", nameof(quantity)),
    };
}
