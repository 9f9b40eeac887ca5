using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>PHY of the FPGA.</summary>
/// <remarks>Source: haldls phy.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record PhyConfigFPGA : IOmnibusWritable<PhyConfigFPGA, Phy>, IOmnibusReadable<PhyConfigFPGA, Phy>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("PhyConfigFPGA", 1,
    [
        new("enable_bit_slip", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
        new("manual_delay", 0, 15, 0, false, FieldCoding.Plain, [new(0, 1, 4)]),
        new("enable_delay_cell_measurement", 0, 1, 0, true, FieldCoding.Plain, [new(0, 5, 1)]),
        new("enable_initialization_master_mode", 0, 1, 1, true, FieldCoding.Plain, [new(0, 6, 1)]),
        new("enable_manual_tx_data_valid_for_init", 0, 1, 0, true, FieldCoding.Plain, [new(0, 7, 1)]),
        new("enable_force_lvds_power_up", 0, 1, 0, true, FieldCoding.Plain, [new(0, 8, 1)]),
        new("enable_force_start", 0, 1, 0, true, FieldCoding.Plain, [new(0, 9, 1)]),
        new("enable_manual_training_mode", 0, 1, 0, true, FieldCoding.Plain, [new(0, 10, 1)]),
        new("enable_ber_loopback", 0, 1, 0, true, FieldCoding.Plain, [new(0, 11, 1)]),
        new("vbias", 0, 7, 4, false, FieldCoding.Plain, [new(0, 12, 3)]),
        new("debug_outputs", 0, 1, 0, false, FieldCoding.Plain, [new(0, 15, 1)]),
        new("enable_transmission_without_idle_pattern", 0, 1, 0, true, FieldCoding.Plain, [new(0, 17, 1)]),
        new("enable_clock_pre_alignment", 0, 1, 0, true, FieldCoding.Plain, [new(0, 18, 1)]),
        new("enable_des_recal", 0, 1, 0, true, FieldCoding.Plain, [new(0, 19, 1)]),
        new("enable_loopback_en", 0, 1, 0, true, FieldCoding.Plain, [new(0, 20, 1)]),
        new("enable_auto_init", 0, 1, 1, true, FieldCoding.Plain, [new(0, 21, 1)]),
    ]);

    /// <summary>enable_bit_slip.</summary>
    public bool EnableBitSlip { get; init; }

    /// <summary>manual_delay, 0..15.</summary>
    public int ManualDelay { get; init; }

    /// <summary>enable_delay_cell_measurement.</summary>
    public bool EnableDelayCellMeasurement { get; init; }

    /// <summary>enable_initialization_master_mode.</summary>
    public bool EnableInitializationMasterMode { get; init; } = true;

    /// <summary>enable_manual_tx_data_valid_for_init.</summary>
    public bool EnableManualTxDataValidForInit { get; init; }

    /// <summary>enable_force_lvds_power_up.</summary>
    public bool EnableForceLvdsPowerUp { get; init; }

    /// <summary>enable_force_start.</summary>
    public bool EnableForceStart { get; init; }

    /// <summary>enable_manual_training_mode.</summary>
    public bool EnableManualTrainingMode { get; init; }

    /// <summary>enable_ber_loopback.</summary>
    public bool EnableBerLoopback { get; init; }

    /// <summary>vbias, 0..7.</summary>
    public int Vbias { get; init; } = 4;

    /// <summary>debug_outputs, 0..1.</summary>
    public int DebugOutputs { get; init; }

    /// <summary>enable_transmission_without_idle_pattern.</summary>
    public bool EnableTransmissionWithoutIdlePattern { get; init; }

    /// <summary>enable_clock_pre_alignment.</summary>
    public bool EnableClockPreAlignment { get; init; }

    /// <summary>enable_des_recal.</summary>
    public bool EnableDesRecal { get; init; }

    /// <summary>enable_loopback_en.</summary>
    public bool EnableLoopbackEn { get; init; }

    /// <summary>enable_auto_init.</summary>
    public bool EnableAutoInit { get; init; } = true;

    /// <inheritdoc/>
    public static void GetAddresses(Phy coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x8800_6000u + 1u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static PhyConfigFPGA FromFields(ReadOnlySpan<long> values) => new()
    {
        EnableBitSlip = values[0] != 0,
        ManualDelay = (int)values[1],
        EnableDelayCellMeasurement = values[2] != 0,
        EnableInitializationMasterMode = values[3] != 0,
        EnableManualTxDataValidForInit = values[4] != 0,
        EnableForceLvdsPowerUp = values[5] != 0,
        EnableForceStart = values[6] != 0,
        EnableManualTrainingMode = values[7] != 0,
        EnableBerLoopback = values[8] != 0,
        Vbias = (int)values[9],
        DebugOutputs = (int)values[10],
        EnableTransmissionWithoutIdlePattern = values[11] != 0,
        EnableClockPreAlignment = values[12] != 0,
        EnableDesRecal = values[13] != 0,
        EnableLoopbackEn = values[14] != 0,
        EnableAutoInit = values[15] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = EnableBitSlip ? 1 : 0;
        values[1] = ManualDelay;
        values[2] = EnableDelayCellMeasurement ? 1 : 0;
        values[3] = EnableInitializationMasterMode ? 1 : 0;
        values[4] = EnableManualTxDataValidForInit ? 1 : 0;
        values[5] = EnableForceLvdsPowerUp ? 1 : 0;
        values[6] = EnableForceStart ? 1 : 0;
        values[7] = EnableManualTrainingMode ? 1 : 0;
        values[8] = EnableBerLoopback ? 1 : 0;
        values[9] = Vbias;
        values[10] = DebugOutputs;
        values[11] = EnableTransmissionWithoutIdlePattern ? 1 : 0;
        values[12] = EnableClockPreAlignment ? 1 : 0;
        values[13] = EnableDesRecal ? 1 : 0;
        values[14] = EnableLoopbackEn ? 1 : 0;
        values[15] = EnableAutoInit ? 1 : 0;
    }
}
