using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Configuration of the MADC.</summary>
/// <remarks>Source: haldls madc.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record MADCConfig : IOmnibusWritable<MADCConfig, Unique>, IOmnibusReadable<MADCConfig, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("MADCConfig", 10,
    [
        new("active_mux_initially_selected_input", 0, 1, 0, false, FieldCoding.Plain, [new(0, 3, 1)]),
        new("active_mux_input_select_length", 0, 15, 0, false, FieldCoding.Plain, [new(0, 4, 4)]),
        new("sample_duration_adjust", 0, 7, 5, false, FieldCoding.Plain, [new(0, 8, 3)]),
        new("enable_sar_reset_on_fall", 0, 1, 0, true, FieldCoding.Plain, [new(0, 11, 1)]),
        new("sar_reset_wait", 0, 3, 3, false, FieldCoding.Plain, [new(0, 12, 2)]),
        new("sar_reset_length", 0, 3, 0, false, FieldCoding.Plain, [new(0, 14, 2)]),
        new("powerup_wait_value", 0, 1023, 96, false, FieldCoding.Plain, [new(1, 0, 10)]),
        new("conversion_cycles_offset", 0, 15, 12, false, FieldCoding.Plain, [new(1, 12, 4)]),
        new("calibration_wait_value", 0, 1023, 0, false, FieldCoding.Plain, [new(2, 0, 10)]),
        new("enable_calibration", 0, 1, 0, true, FieldCoding.Plain, [new(2, 15, 1)]),
        new("number_of_samples", 0, 65535, 0, false, FieldCoding.Plain, [new(3, 0, 16)]),
        new("preamp_sampling_window_start", 0, 31, 3, false, FieldCoding.Plain, [new(4, 0, 5)]),
        new("preamp_sampling_window_end", 0, 31, 8, false, FieldCoding.Plain, [new(4, 5, 5)]),
        new("iconv_sampling_window_start", 0, 31, 9, false, FieldCoding.Plain, [new(5, 0, 5)]),
        new("iconv_sampling_window_end", 0, 31, 14, false, FieldCoding.Plain, [new(5, 5, 5)]),
        new("sample_on_positive_edge", 0, 1, 1, true, FieldCoding.Plain, [new(6, 0, 1)]),
        new("enable_dummy_data", 0, 1, 0, true, FieldCoding.Plain, [new(6, 1, 1)]),
        new("connect_preamp_to_madc", 0, 1, 1, true, FieldCoding.Plain, [new(7, 0, 1)]),
        new("connect_pads_to_madc", 0, 1, 0, true, FieldCoding.Plain, [new(7, 1, 1)]),
        new("connect_preamp_to_pads", 0, 1, 0, true, FieldCoding.Plain, [new(7, 2, 1)]),
        new("preamp_gain_capacitor_size", 0, 31, 31, false, FieldCoding.Plain, [new(7, 3, 5)]),
        new("enable_madc_clock_scaling", 0, 1, 0, true, FieldCoding.Plain, [new(8, 0, 1)]),
        new("madc_clock_scale_value", 0, 4095, 0, false, FieldCoding.Plain, [new(8, 1, 12)]),
        new("enable_active_mux_amplifiers", 0, 1, 1, true, FieldCoding.Plain, [new(9, 0, 1)]),
        new("enable_pseudo_differential_reference[0]", 0, 1, 0, true, FieldCoding.Plain, [new(9, 1, 1)]),
        new("enable_pseudo_differential_reference[1]", 0, 1, 0, true, FieldCoding.Plain, [new(9, 2, 1)]),
        new("signal_selection_connect_current_meter", 0, 1, 0, true, FieldCoding.Plain, [new(9, 3, 1)]),
        new("signal_selection_connect_active_mux", 0, 1, 1, true, FieldCoding.Plain, [new(9, 4, 1)]),
        new("signal_selection_connect_debug", 0, 1, 0, true, FieldCoding.Plain, [new(9, 5, 1)]),
        new("signal_selection_connect_preamp", 0, 1, 1, true, FieldCoding.Plain, [new(9, 6, 1)]),
        new("enable_iconv_amplifier", 0, 1, 0, true, FieldCoding.Plain, [new(9, 7, 1)]),
        new("connect_iconv_neuron[0]", 0, 1, 0, true, FieldCoding.Plain, [new(9, 8, 1)]),
        new("connect_iconv_neuron[1]", 0, 1, 0, true, FieldCoding.Plain, [new(9, 9, 1)]),
        new("connect_iconv_synapse[0]", 0, 1, 0, true, FieldCoding.Plain, [new(9, 11, 1)]),
        new("connect_iconv_synapse[1]", 0, 1, 0, true, FieldCoding.Plain, [new(9, 10, 1)]),
    ]);

    /// <summary>active_mux_initially_selected_input, 0..1.</summary>
    public int ActiveMuxInitiallySelectedInput { get; init; }

    /// <summary>active_mux_input_select_length, 0..15.</summary>
    public int ActiveMuxInputSelectLength { get; init; }

    /// <summary>sample_duration_adjust, 0..7.</summary>
    public int SampleDurationAdjust { get; init; } = 5;

    /// <summary>enable_sar_reset_on_fall.</summary>
    public bool EnableSarResetOnFall { get; init; }

    /// <summary>sar_reset_wait, 0..3.</summary>
    public int SarResetWait { get; init; } = 3;

    /// <summary>sar_reset_length, 0..3.</summary>
    public int SarResetLength { get; init; }

    /// <summary>powerup_wait_value, 0..1023.</summary>
    public int PowerupWaitValue { get; init; } = 96;

    /// <summary>conversion_cycles_offset, 0..15.</summary>
    public int ConversionCyclesOffset { get; init; } = 12;

    /// <summary>calibration_wait_value, 0..1023.</summary>
    public int CalibrationWaitValue { get; init; }

    /// <summary>enable_calibration.</summary>
    public bool EnableCalibration { get; init; }

    /// <summary>number_of_samples, 0..65535.</summary>
    public int NumberOfSamples { get; init; }

    /// <summary>preamp_sampling_window_start, 0..31.</summary>
    public int PreampSamplingWindowStart { get; init; } = 3;

    /// <summary>preamp_sampling_window_end, 0..31.</summary>
    public int PreampSamplingWindowEnd { get; init; } = 8;

    /// <summary>iconv_sampling_window_start, 0..31.</summary>
    public int IconvSamplingWindowStart { get; init; } = 9;

    /// <summary>iconv_sampling_window_end, 0..31.</summary>
    public int IconvSamplingWindowEnd { get; init; } = 14;

    /// <summary>sample_on_positive_edge.</summary>
    public bool SampleOnPositiveEdge { get; init; } = true;

    /// <summary>enable_dummy_data.</summary>
    public bool EnableDummyData { get; init; }

    /// <summary>connect_preamp_to_madc.</summary>
    public bool ConnectPreampToMadc { get; init; } = true;

    /// <summary>connect_pads_to_madc.</summary>
    public bool ConnectPadsToMadc { get; init; }

    /// <summary>connect_preamp_to_pads.</summary>
    public bool ConnectPreampToPads { get; init; }

    /// <summary>preamp_gain_capacitor_size, 0..31.</summary>
    public int PreampGainCapacitorSize { get; init; } = 31;

    /// <summary>enable_madc_clock_scaling.</summary>
    public bool EnableMadcClockScaling { get; init; }

    /// <summary>madc_clock_scale_value, 0..4095.</summary>
    public int MadcClockScaleValue { get; init; }

    /// <summary>enable_active_mux_amplifiers.</summary>
    public bool EnableActiveMuxAmplifiers { get; init; } = true;

    /// <summary>enable_pseudo_differential_reference, 2 values.</summary>
    public IReadOnlyList<bool> EnablePseudoDifferentialReference { get; init; } = [false, false];

    /// <summary>signal_selection_connect_current_meter.</summary>
    public bool SignalSelectionConnectCurrentMeter { get; init; }

    /// <summary>signal_selection_connect_active_mux.</summary>
    public bool SignalSelectionConnectActiveMux { get; init; } = true;

    /// <summary>signal_selection_connect_debug.</summary>
    public bool SignalSelectionConnectDebug { get; init; }

    /// <summary>signal_selection_connect_preamp.</summary>
    public bool SignalSelectionConnectPreamp { get; init; } = true;

    /// <summary>enable_iconv_amplifier.</summary>
    public bool EnableIconvAmplifier { get; init; }

    /// <summary>connect_iconv_neuron, 2 values.</summary>
    public IReadOnlyList<bool> ConnectIconvNeuron { get; init; } = [false, false];

    /// <summary>connect_iconv_synapse, 2 values.</summary>
    public IReadOnlyList<bool> ConnectIconvSynapse { get; init; } = [false, false];

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x000C_0001u;
        addresses[1] = 0x000C_0001u + 1;
        addresses[2] = 0x000C_0001u + 2;
        addresses[3] = 0x000C_0001u + 3;
        addresses[4] = 0x000C_0001u + 4;
        addresses[5] = 0x000C_0001u + 5;
        addresses[6] = 0x000C_0001u + 6;
        addresses[7] = 0x000C_0001u + 7;
        addresses[8] = 0x000C_0001u + 8;
        addresses[9] = 0x000C_0001u + 9;
    }

    /// <inheritdoc/>
    public static MADCConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        ActiveMuxInitiallySelectedInput = (int)values[0],
        ActiveMuxInputSelectLength = (int)values[1],
        SampleDurationAdjust = (int)values[2],
        EnableSarResetOnFall = values[3] != 0,
        SarResetWait = (int)values[4],
        SarResetLength = (int)values[5],
        PowerupWaitValue = (int)values[6],
        ConversionCyclesOffset = (int)values[7],
        CalibrationWaitValue = (int)values[8],
        EnableCalibration = values[9] != 0,
        NumberOfSamples = (int)values[10],
        PreampSamplingWindowStart = (int)values[11],
        PreampSamplingWindowEnd = (int)values[12],
        IconvSamplingWindowStart = (int)values[13],
        IconvSamplingWindowEnd = (int)values[14],
        SampleOnPositiveEdge = values[15] != 0,
        EnableDummyData = values[16] != 0,
        ConnectPreampToMadc = values[17] != 0,
        ConnectPadsToMadc = values[18] != 0,
        ConnectPreampToPads = values[19] != 0,
        PreampGainCapacitorSize = (int)values[20],
        EnableMadcClockScaling = values[21] != 0,
        MadcClockScaleValue = (int)values[22],
        EnableActiveMuxAmplifiers = values[23] != 0,
        EnablePseudoDifferentialReference =
        [
            values[24] != 0, values[25] != 0,
        ],
        SignalSelectionConnectCurrentMeter = values[26] != 0,
        SignalSelectionConnectActiveMux = values[27] != 0,
        SignalSelectionConnectDebug = values[28] != 0,
        SignalSelectionConnectPreamp = values[29] != 0,
        EnableIconvAmplifier = values[30] != 0,
        ConnectIconvNeuron =
        [
            values[31] != 0, values[32] != 0,
        ],
        ConnectIconvSynapse =
        [
            values[33] != 0, values[34] != 0,
        ],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = ActiveMuxInitiallySelectedInput;
        values[1] = ActiveMuxInputSelectLength;
        values[2] = SampleDurationAdjust;
        values[3] = EnableSarResetOnFall ? 1 : 0;
        values[4] = SarResetWait;
        values[5] = SarResetLength;
        values[6] = PowerupWaitValue;
        values[7] = ConversionCyclesOffset;
        values[8] = CalibrationWaitValue;
        values[9] = EnableCalibration ? 1 : 0;
        values[10] = NumberOfSamples;
        values[11] = PreampSamplingWindowStart;
        values[12] = PreampSamplingWindowEnd;
        values[13] = IconvSamplingWindowStart;
        values[14] = IconvSamplingWindowEnd;
        values[15] = SampleOnPositiveEdge ? 1 : 0;
        values[16] = EnableDummyData ? 1 : 0;
        values[17] = ConnectPreampToMadc ? 1 : 0;
        values[18] = ConnectPadsToMadc ? 1 : 0;
        values[19] = ConnectPreampToPads ? 1 : 0;
        values[20] = PreampGainCapacitorSize;
        values[21] = EnableMadcClockScaling ? 1 : 0;
        values[22] = MadcClockScaleValue;
        values[23] = EnableActiveMuxAmplifiers ? 1 : 0;
        RegisterArray.RequireCount("MADCConfig.enable_pseudo_differential_reference", EnablePseudoDifferentialReference, 2);
        values[24] = EnablePseudoDifferentialReference[0] ? 1 : 0;
        values[25] = EnablePseudoDifferentialReference[1] ? 1 : 0;
        values[26] = SignalSelectionConnectCurrentMeter ? 1 : 0;
        values[27] = SignalSelectionConnectActiveMux ? 1 : 0;
        values[28] = SignalSelectionConnectDebug ? 1 : 0;
        values[29] = SignalSelectionConnectPreamp ? 1 : 0;
        values[30] = EnableIconvAmplifier ? 1 : 0;
        RegisterArray.RequireCount("MADCConfig.connect_iconv_neuron", ConnectIconvNeuron, 2);
        values[31] = ConnectIconvNeuron[0] ? 1 : 0;
        values[32] = ConnectIconvNeuron[1] ? 1 : 0;
        RegisterArray.RequireCount("MADCConfig.connect_iconv_synapse", ConnectIconvSynapse, 2);
        values[33] = ConnectIconvSynapse[0] ? 1 : 0;
        values[34] = ConnectIconvSynapse[1] ? 1 : 0;
    }

    /// <summary>Same field values.</summary>
    public bool Equals(MADCConfig? other) => RegisterAccess.SameFields<MADCConfig, Unique>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<MADCConfig, Unique>(this);
}
