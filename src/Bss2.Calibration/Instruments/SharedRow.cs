namespace Bss2.Calibration.Instruments;

/// <summary>CapMem rows of a block's shared column that converters and read-out use, with the codes of those that are not calibrated.</summary>
/// <remarks>Rows: register-map 6. Codes: calix common/cadc.py, hagen/neuron_helpers.py by analog-core 1.3, 5.</remarks>
internal static class SharedRow
{
    /// <summary>stp_v_charge_0: a voltage that can be sent to the CADC.</summary>
    public const int TestVoltage = 0;

    /// <summary>cadc_v_ramp_offset.</summary>
    public const int RampOffset = 4;

    /// <summary>cadc_i_ramp_slope.</summary>
    public const int RampSlope = 15;

    private const int RampBuffer = 5, Comparator = 16, ResetBuffer = 17, ReadoutAmplifier = 18;

    /// <summary>Biases that the converters need.</summary>
    public static IReadOnlyList<(int Row, int Code)> Biases { get; } =
        [(RampBuffer, 400), (Comparator, 1022), (ResetBuffer, 400), (ReadoutAmplifier, 110)];
}
