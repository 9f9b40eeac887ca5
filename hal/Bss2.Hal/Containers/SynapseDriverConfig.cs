using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Synapse driver.</summary>
/// <remarks>Source: haldls synapse_driver.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record SynapseDriverConfig :
    IOmnibusWritable<SynapseDriverConfig, SynapseDriver>, IOmnibusReadable<SynapseDriverConfig, SynapseDriver>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("SynapseDriverConfig", 3,
    [
        new("en_receiver", 0, 1, 0, true, FieldCoding.Plain, [new(0, 15, 1)]),
        new("row_address_compare_mask", 0, 31, 31, false, FieldCoding.Plain, [new(0, 9, 5)]),
        new("en_address_out", 0, 1, 1, true, FieldCoding.Plain, [new(0, 14, 1, 0, true)]),
        new("utilization", 0, 15, 0, false, FieldCoding.Plain, [new(0, 0, 4)]),
        new("offset", 0, 15, 0, false, FieldCoding.Plain, [new(0, 4, 4)]),
        new("en_hagen_dac", 0, 1, 0, true, FieldCoding.Plain, [new(0, 8, 1)]),
        new("recovery", 0, 15, 0, false, FieldCoding.BitReversed, [new(1, 0, 4)]),
        new("row_mode_bottom", 0, 3, 0, false, FieldCoding.Plain, [new(1, 4, 1), new(1, 6, 1, 1)]),
        new("row_mode_top", 0, 3, 0, false, FieldCoding.Plain, [new(1, 5, 1), new(1, 7, 1, 1)]),
        new("hagen_dac_offset", 0, 63, 0, false, FieldCoding.Plain, [new(1, 8, 6, 0, true)]),
        new("select_target_voltages", 0, 1, 0, false, FieldCoding.Plain, [new(2, 0, 1)]),
        new("en_readout", 0, 1, 0, true, FieldCoding.Plain, [new(2, 1, 1)]),
        new("en_renewing", 0, 1, 0, true, FieldCoding.Plain, [new(2, 2, 1)]),
        new("en_hagen_modulation", 0, 1, 0, true, FieldCoding.Plain, [new(2, 3, 1)]),
        new("en_stp", 0, 1, 0, true, FieldCoding.Plain, [new(2, 4, 1)]),
        new("en_charge_sharing", 0, 1, 0, true, FieldCoding.Plain, [new(2, 6, 1, 0, true)]),
        new("en_recovery", 0, 1, 0, true, FieldCoding.Plain, [new(2, 7, 1)]),
    ]);

    /// <summary>en_receiver.</summary>
    public bool EnReceiver { get; init; }

    /// <summary>row_address_compare_mask, 0..31.</summary>
    public int RowAddressCompareMask { get; init; } = 31;

    /// <summary>en_address_out.</summary>
    public bool EnAddressOut { get; init; } = true;

    /// <summary>utilization, 0..15.</summary>
    public int Utilization { get; init; }

    /// <summary>offset, 0..15.</summary>
    public int Offset { get; init; }

    /// <summary>en_hagen_dac.</summary>
    public bool EnHagenDac { get; init; }

    /// <summary>recovery, 0..15.</summary>
    public int Recovery { get; init; }

    /// <summary>row_mode_bottom, 0..3.</summary>
    public int RowModeBottom { get; init; }

    /// <summary>row_mode_top, 0..3.</summary>
    public int RowModeTop { get; init; }

    /// <summary>hagen_dac_offset, 0..63.</summary>
    public int HagenDacOffset { get; init; }

    /// <summary>select_target_voltages, 0..1.</summary>
    public int SelectTargetVoltages { get; init; }

    /// <summary>en_readout.</summary>
    public bool EnReadout { get; init; }

    /// <summary>en_renewing.</summary>
    public bool EnRenewing { get; init; }

    /// <summary>en_hagen_modulation.</summary>
    public bool EnHagenModulation { get; init; }

    /// <summary>en_stp.</summary>
    public bool EnStp { get; init; }

    /// <summary>en_charge_sharing.</summary>
    public bool EnChargeSharing { get; init; }

    /// <summary>en_recovery.</summary>
    public bool EnRecovery { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(SynapseDriver coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0011_0400u + 0x8000u * (uint)coordinate.Hemisphere.Value + 4u * (uint)coordinate.IndexInHemisphere;
        addresses[1] = 0x0011_0400u + 0x8000u * (uint)coordinate.Hemisphere.Value + 4u * (uint)coordinate.IndexInHemisphere + 1;
        addresses[2] = 0x0011_0400u + 0x8000u * (uint)coordinate.Hemisphere.Value + 4u * (uint)coordinate.IndexInHemisphere + 2;
    }

    /// <inheritdoc/>
    public static SynapseDriverConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        EnReceiver = values[0] != 0,
        RowAddressCompareMask = (int)values[1],
        EnAddressOut = values[2] != 0,
        Utilization = (int)values[3],
        Offset = (int)values[4],
        EnHagenDac = values[5] != 0,
        Recovery = (int)values[6],
        RowModeBottom = (int)values[7],
        RowModeTop = (int)values[8],
        HagenDacOffset = (int)values[9],
        SelectTargetVoltages = (int)values[10],
        EnReadout = values[11] != 0,
        EnRenewing = values[12] != 0,
        EnHagenModulation = values[13] != 0,
        EnStp = values[14] != 0,
        EnChargeSharing = values[15] != 0,
        EnRecovery = values[16] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = EnReceiver ? 1 : 0;
        values[1] = RowAddressCompareMask;
        values[2] = EnAddressOut ? 1 : 0;
        values[3] = Utilization;
        values[4] = Offset;
        values[5] = EnHagenDac ? 1 : 0;
        values[6] = Recovery;
        values[7] = RowModeBottom;
        values[8] = RowModeTop;
        values[9] = HagenDacOffset;
        values[10] = SelectTargetVoltages;
        values[11] = EnReadout ? 1 : 0;
        values[12] = EnRenewing ? 1 : 0;
        values[13] = EnHagenModulation ? 1 : 0;
        values[14] = EnStp ? 1 : 0;
        values[15] = EnChargeSharing ? 1 : 0;
        values[16] = EnRecovery ? 1 : 0;
    }
}
