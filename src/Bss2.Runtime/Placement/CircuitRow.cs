namespace Bss2.Runtime.Placement;

/// <summary>CapMem rows of a neuron's column that a leaky integrate-and-fire circuit uses.</summary>
/// <remarks>Source: halco v3/capmem.cpp; register-map 6.</remarks>
public static class CircuitRow
{
    /// <summary>v_leak.</summary>
    public const int Leak = 0;

    /// <summary>v_reset.</summary>
    public const int Reset = 1;

    /// <summary>v_threshold.</summary>
    public const int Threshold = 2;

    /// <summary>i_bias_leak.</summary>
    public const int LeakBias = 8;

    /// <summary>i_bias_reset.</summary>
    public const int ResetBias = 9;

    /// <summary>i_bias_synin_exc_tau.</summary>
    public const int ExcitatoryTau = 10;

    /// <summary>i_bias_synin_exc_shift.</summary>
    public const int ExcitatoryShift = 12;

    /// <summary>i_bias_synin_exc_gm.</summary>
    public const int ExcitatoryGm = 13;

    /// <summary>i_bias_synin_inh_tau.</summary>
    public const int InhibitoryTau = 14;

    /// <summary>i_bias_synin_inh_shift.</summary>
    public const int InhibitoryShift = 16;

    /// <summary>i_bias_synin_inh_gm.</summary>
    public const int InhibitoryGm = 17;

    /// <summary>i_mem_offset.</summary>
    public const int OffsetCurrent = 22;

    /// <summary>Column of a block's shared cells.</summary>
    public const int SharedColumn = 128;

    /// <summary>syn_i_bias_dac, in the shared column.</summary>
    public const int SharedSynapseDac = 8;
}
