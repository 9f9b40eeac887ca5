using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Correlation switches of four columns.</summary>
/// <remarks>Source: haldls synapse.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record ColumnCorrelationQuad :
    IOmnibusWritable<ColumnCorrelationQuad, ColumnQuad>, IOmnibusReadable<ColumnCorrelationQuad, ColumnQuad>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("ColumnCorrelationQuad", 4,
    [
        new("switches[0].enable_internal_causal", 0, 1, 0, true, FieldCoding.Plain, [new(0, 30, 1)]),
        new("switches[0].enable_internal_acausal", 0, 1, 0, true, FieldCoding.Plain, [new(0, 31, 1)]),
        new("switches[0].enable_debug_causal", 0, 1, 0, true, FieldCoding.Plain, [new(1, 30, 1)]),
        new("switches[0].enable_debug_acausal", 0, 1, 0, true, FieldCoding.Plain, [new(1, 31, 1)]),
        new("switches[0].enable_cadc_neuron_readout_causal", 0, 1, 0, true, FieldCoding.Plain, [new(2, 29, 1)]),
        new("switches[0].enable_cadc_neuron_readout_acausal", 0, 1, 0, true, FieldCoding.Plain, [new(3, 29, 1)]),
        new("switches[1].enable_internal_causal", 0, 1, 0, true, FieldCoding.Plain, [new(0, 22, 1)]),
        new("switches[1].enable_internal_acausal", 0, 1, 0, true, FieldCoding.Plain, [new(0, 23, 1)]),
        new("switches[1].enable_debug_causal", 0, 1, 0, true, FieldCoding.Plain, [new(1, 22, 1)]),
        new("switches[1].enable_debug_acausal", 0, 1, 0, true, FieldCoding.Plain, [new(1, 23, 1)]),
        new("switches[1].enable_cadc_neuron_readout_causal", 0, 1, 0, true, FieldCoding.Plain, [new(2, 21, 1)]),
        new("switches[1].enable_cadc_neuron_readout_acausal", 0, 1, 0, true, FieldCoding.Plain, [new(3, 21, 1)]),
        new("switches[2].enable_internal_causal", 0, 1, 0, true, FieldCoding.Plain, [new(0, 14, 1)]),
        new("switches[2].enable_internal_acausal", 0, 1, 0, true, FieldCoding.Plain, [new(0, 15, 1)]),
        new("switches[2].enable_debug_causal", 0, 1, 0, true, FieldCoding.Plain, [new(1, 14, 1)]),
        new("switches[2].enable_debug_acausal", 0, 1, 0, true, FieldCoding.Plain, [new(1, 15, 1)]),
        new("switches[2].enable_cadc_neuron_readout_causal", 0, 1, 0, true, FieldCoding.Plain, [new(2, 13, 1)]),
        new("switches[2].enable_cadc_neuron_readout_acausal", 0, 1, 0, true, FieldCoding.Plain, [new(3, 13, 1)]),
        new("switches[3].enable_internal_causal", 0, 1, 0, true, FieldCoding.Plain, [new(0, 6, 1)]),
        new("switches[3].enable_internal_acausal", 0, 1, 0, true, FieldCoding.Plain, [new(0, 7, 1)]),
        new("switches[3].enable_debug_causal", 0, 1, 0, true, FieldCoding.Plain, [new(1, 6, 1)]),
        new("switches[3].enable_debug_acausal", 0, 1, 0, true, FieldCoding.Plain, [new(1, 7, 1)]),
        new("switches[3].enable_cadc_neuron_readout_causal", 0, 1, 0, true, FieldCoding.Plain, [new(2, 5, 1)]),
        new("switches[3].enable_cadc_neuron_readout_acausal", 0, 1, 0, true, FieldCoding.Plain, [new(3, 5, 1)]),
    ]);

    /// <summary>enable_internal_causal, 4 values.</summary>
    public IReadOnlyList<bool> EnableInternalCausal { get; init; } = [false, false, false, false];

    /// <summary>enable_internal_acausal, 4 values.</summary>
    public IReadOnlyList<bool> EnableInternalAcausal { get; init; } = [false, false, false, false];

    /// <summary>enable_debug_causal, 4 values.</summary>
    public IReadOnlyList<bool> EnableDebugCausal { get; init; } = [false, false, false, false];

    /// <summary>enable_debug_acausal, 4 values.</summary>
    public IReadOnlyList<bool> EnableDebugAcausal { get; init; } = [false, false, false, false];

    /// <summary>enable_cadc_neuron_readout_causal, 4 values.</summary>
    public IReadOnlyList<bool> EnableCadcNeuronReadoutCausal { get; init; } = [false, false, false, false];

    /// <summary>enable_cadc_neuron_readout_acausal, 4 values.</summary>
    public IReadOnlyList<bool> EnableCadcNeuronReadoutAcausal { get; init; } = [false, false, false, false];

    /// <inheritdoc/>
    public static void GetAddresses(ColumnQuad coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x02CF_8080u + 0x0100_0000u * (uint)coordinate.Hemisphere.Value + (uint)coordinate.QuadColumn.Value;
        addresses[1] = 0x02CF_80C0u + 0x0100_0000u * (uint)coordinate.Hemisphere.Value + (uint)coordinate.QuadColumn.Value;
        addresses[2] = 0x02C0_4000u + 0x0100_0000u * (uint)coordinate.Hemisphere.Value + (uint)coordinate.QuadColumn.Value;
        addresses[3] = 0x02C4_4000u + 0x0100_0000u * (uint)coordinate.Hemisphere.Value + (uint)coordinate.QuadColumn.Value;
    }

    /// <inheritdoc/>
    public static ColumnCorrelationQuad FromFields(ReadOnlySpan<long> values) => new()
    {
        EnableInternalCausal =
        [
            values[0] != 0, values[6] != 0, values[12] != 0, values[18] != 0,
        ],
        EnableInternalAcausal =
        [
            values[1] != 0, values[7] != 0, values[13] != 0, values[19] != 0,
        ],
        EnableDebugCausal =
        [
            values[2] != 0, values[8] != 0, values[14] != 0, values[20] != 0,
        ],
        EnableDebugAcausal =
        [
            values[3] != 0, values[9] != 0, values[15] != 0, values[21] != 0,
        ],
        EnableCadcNeuronReadoutCausal =
        [
            values[4] != 0, values[10] != 0, values[16] != 0, values[22] != 0,
        ],
        EnableCadcNeuronReadoutAcausal =
        [
            values[5] != 0, values[11] != 0, values[17] != 0, values[23] != 0,
        ],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.RequireCount("ColumnCorrelationQuad.enable_internal_causal", EnableInternalCausal, 4);
        values[0] = EnableInternalCausal[0] ? 1 : 0;
        values[6] = EnableInternalCausal[1] ? 1 : 0;
        values[12] = EnableInternalCausal[2] ? 1 : 0;
        values[18] = EnableInternalCausal[3] ? 1 : 0;
        RegisterArray.RequireCount("ColumnCorrelationQuad.enable_internal_acausal", EnableInternalAcausal, 4);
        values[1] = EnableInternalAcausal[0] ? 1 : 0;
        values[7] = EnableInternalAcausal[1] ? 1 : 0;
        values[13] = EnableInternalAcausal[2] ? 1 : 0;
        values[19] = EnableInternalAcausal[3] ? 1 : 0;
        RegisterArray.RequireCount("ColumnCorrelationQuad.enable_debug_causal", EnableDebugCausal, 4);
        values[2] = EnableDebugCausal[0] ? 1 : 0;
        values[8] = EnableDebugCausal[1] ? 1 : 0;
        values[14] = EnableDebugCausal[2] ? 1 : 0;
        values[20] = EnableDebugCausal[3] ? 1 : 0;
        RegisterArray.RequireCount("ColumnCorrelationQuad.enable_debug_acausal", EnableDebugAcausal, 4);
        values[3] = EnableDebugAcausal[0] ? 1 : 0;
        values[9] = EnableDebugAcausal[1] ? 1 : 0;
        values[15] = EnableDebugAcausal[2] ? 1 : 0;
        values[21] = EnableDebugAcausal[3] ? 1 : 0;
        RegisterArray.RequireCount("ColumnCorrelationQuad.enable_cadc_neuron_readout_causal", EnableCadcNeuronReadoutCausal, 4);
        values[4] = EnableCadcNeuronReadoutCausal[0] ? 1 : 0;
        values[10] = EnableCadcNeuronReadoutCausal[1] ? 1 : 0;
        values[16] = EnableCadcNeuronReadoutCausal[2] ? 1 : 0;
        values[22] = EnableCadcNeuronReadoutCausal[3] ? 1 : 0;
        RegisterArray.RequireCount("ColumnCorrelationQuad.enable_cadc_neuron_readout_acausal", EnableCadcNeuronReadoutAcausal, 4);
        values[5] = EnableCadcNeuronReadoutAcausal[0] ? 1 : 0;
        values[11] = EnableCadcNeuronReadoutAcausal[1] ? 1 : 0;
        values[17] = EnableCadcNeuronReadoutAcausal[2] ? 1 : 0;
        values[23] = EnableCadcNeuronReadoutAcausal[3] ? 1 : 0;
    }

    /// <summary>Same field values.</summary>
    public bool Equals(ColumnCorrelationQuad? other) => RegisterAccess.SameFields<ColumnCorrelationQuad, ColumnQuad>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<ColumnCorrelationQuad, ColumnQuad>(this);
}
