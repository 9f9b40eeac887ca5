using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Signals on an analog pad.</summary>
/// <remarks>Source: haldls readout.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record PadMultiplexerConfig :
    IOmnibusWritable<PadMultiplexerConfig, ReadoutPad>, IOmnibusReadable<PadMultiplexerConfig, ReadoutPad>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("PadMultiplexerConfig", 2,
    [
        new("cadc_v_ramp_mux[0]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 3, 1)]),
        new("cadc_v_ramp_mux[1]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 2, 1)]),
        new("cadc_v_ramp_mux[2]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 1, 1)]),
        new("cadc_v_ramp_mux[3]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
        new("cadc_v_ramp_mux_to_pad", 0, 1, 0, true, FieldCoding.Plain, [new(0, 4, 1)]),
        new("capmem_i_out_mux[0]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 8, 1)]),
        new("capmem_i_out_mux[1]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 7, 1)]),
        new("capmem_i_out_mux[2]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 6, 1)]),
        new("capmem_i_out_mux[3]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 5, 1)]),
        new("capmem_i_out_mux_to_inter", 0, 1, 0, true, FieldCoding.Plain, [new(0, 9, 1)]),
        new("capmem_inter_mux_to_pad", 0, 1, 0, true, FieldCoding.Plain, [new(0, 10, 1)]),
        new("capmem_v_out_mux[0]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 14, 1)]),
        new("capmem_v_out_mux[1]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 13, 1)]),
        new("capmem_v_out_mux[2]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 12, 1)]),
        new("capmem_v_out_mux[3]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 11, 1)]),
        new("capmem_v_out_mux_to_inter", 0, 1, 0, true, FieldCoding.Plain, [new(0, 15, 1)]),
        new("capmem_v_ref_mux[0]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 3, 1)]),
        new("capmem_v_ref_mux[1]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 2, 1)]),
        new("capmem_v_ref_mux[2]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 1, 1)]),
        new("capmem_v_ref_mux[3]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 0, 1)]),
        new("capmem_v_ref_mux_to_inter", 0, 1, 0, true, FieldCoding.Plain, [new(1, 4, 1)]),
        new("neuron_i_stim_mux[0]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 5, 1)]),
        new("neuron_i_stim_mux[1]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 6, 1)]),
        new("neuron_i_stim_mux_to_pad", 0, 1, 0, true, FieldCoding.Plain, [new(1, 15, 1)]),
        new("cadc_debug_acausal_to_inter", 0, 1, 0, true, FieldCoding.Plain, [new(1, 8, 1)]),
        new("cadc_debug_causal_to_inter", 0, 1, 0, true, FieldCoding.Plain, [new(1, 7, 1)]),
        new("synin_debug_inhibitory_to_inter", 0, 1, 0, true, FieldCoding.Plain, [new(1, 9, 1)]),
        new("synin_debug_excitatory_to_inter", 0, 1, 0, true, FieldCoding.Plain, [new(1, 10, 1)]),
        new("synapse_inter_mux_to_pad", 0, 1, 0, true, FieldCoding.Plain, [new(1, 11, 1)]),
        new("buffer_to_pad[0]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 13, 1)]),
        new("buffer_to_pad[1]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 12, 1)]),
        new("debug_to_pad", 0, 1, 0, true, FieldCoding.Plain, [new(1, 14, 1)]),
    ]);

    /// <summary>cadc_v_ramp_mux, 4 values.</summary>
    public IReadOnlyList<bool> CadcVRampMux { get; init; } = [false, false, false, false];

    /// <summary>cadc_v_ramp_mux_to_pad.</summary>
    public bool CadcVRampMuxToPad { get; init; }

    /// <summary>capmem_i_out_mux, 4 values.</summary>
    public IReadOnlyList<bool> CapmemIOutMux { get; init; } = [false, false, false, false];

    /// <summary>capmem_i_out_mux_to_inter.</summary>
    public bool CapmemIOutMuxToInter { get; init; }

    /// <summary>capmem_inter_mux_to_pad.</summary>
    public bool CapmemInterMuxToPad { get; init; }

    /// <summary>capmem_v_out_mux, 4 values.</summary>
    public IReadOnlyList<bool> CapmemVOutMux { get; init; } = [false, false, false, false];

    /// <summary>capmem_v_out_mux_to_inter.</summary>
    public bool CapmemVOutMuxToInter { get; init; }

    /// <summary>capmem_v_ref_mux, 4 values.</summary>
    public IReadOnlyList<bool> CapmemVRefMux { get; init; } = [false, false, false, false];

    /// <summary>capmem_v_ref_mux_to_inter.</summary>
    public bool CapmemVRefMuxToInter { get; init; }

    /// <summary>neuron_i_stim_mux, 2 values.</summary>
    public IReadOnlyList<bool> NeuronIStimMux { get; init; } = [false, false];

    /// <summary>neuron_i_stim_mux_to_pad.</summary>
    public bool NeuronIStimMuxToPad { get; init; }

    /// <summary>cadc_debug_acausal_to_inter.</summary>
    public bool CadcDebugAcausalToInter { get; init; }

    /// <summary>cadc_debug_causal_to_inter.</summary>
    public bool CadcDebugCausalToInter { get; init; }

    /// <summary>synin_debug_inhibitory_to_inter.</summary>
    public bool SyninDebugInhibitoryToInter { get; init; }

    /// <summary>synin_debug_excitatory_to_inter.</summary>
    public bool SyninDebugExcitatoryToInter { get; init; }

    /// <summary>synapse_inter_mux_to_pad.</summary>
    public bool SynapseInterMuxToPad { get; init; }

    /// <summary>buffer_to_pad, 2 values.</summary>
    public IReadOnlyList<bool> BufferToPad { get; init; } = [false, false];

    /// <summary>debug_to_pad.</summary>
    public bool DebugToPad { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(ReadoutPad coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x000C_000Eu + 2u * (uint)coordinate.Value;
        addresses[1] = 0x000C_000Eu + 2u * (uint)coordinate.Value + 1;
    }

    /// <inheritdoc/>
    public static PadMultiplexerConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        CadcVRampMux =
        [
            values[0] != 0, values[1] != 0, values[2] != 0, values[3] != 0,
        ],
        CadcVRampMuxToPad = values[4] != 0,
        CapmemIOutMux =
        [
            values[5] != 0, values[6] != 0, values[7] != 0, values[8] != 0,
        ],
        CapmemIOutMuxToInter = values[9] != 0,
        CapmemInterMuxToPad = values[10] != 0,
        CapmemVOutMux =
        [
            values[11] != 0, values[12] != 0, values[13] != 0, values[14] != 0,
        ],
        CapmemVOutMuxToInter = values[15] != 0,
        CapmemVRefMux =
        [
            values[16] != 0, values[17] != 0, values[18] != 0, values[19] != 0,
        ],
        CapmemVRefMuxToInter = values[20] != 0,
        NeuronIStimMux =
        [
            values[21] != 0, values[22] != 0,
        ],
        NeuronIStimMuxToPad = values[23] != 0,
        CadcDebugAcausalToInter = values[24] != 0,
        CadcDebugCausalToInter = values[25] != 0,
        SyninDebugInhibitoryToInter = values[26] != 0,
        SyninDebugExcitatoryToInter = values[27] != 0,
        SynapseInterMuxToPad = values[28] != 0,
        BufferToPad =
        [
            values[29] != 0, values[30] != 0,
        ],
        DebugToPad = values[31] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.RequireCount("PadMultiplexerConfig.cadc_v_ramp_mux", CadcVRampMux, 4);
        values[0] = CadcVRampMux[0] ? 1 : 0;
        values[1] = CadcVRampMux[1] ? 1 : 0;
        values[2] = CadcVRampMux[2] ? 1 : 0;
        values[3] = CadcVRampMux[3] ? 1 : 0;
        values[4] = CadcVRampMuxToPad ? 1 : 0;
        RegisterArray.RequireCount("PadMultiplexerConfig.capmem_i_out_mux", CapmemIOutMux, 4);
        values[5] = CapmemIOutMux[0] ? 1 : 0;
        values[6] = CapmemIOutMux[1] ? 1 : 0;
        values[7] = CapmemIOutMux[2] ? 1 : 0;
        values[8] = CapmemIOutMux[3] ? 1 : 0;
        values[9] = CapmemIOutMuxToInter ? 1 : 0;
        values[10] = CapmemInterMuxToPad ? 1 : 0;
        RegisterArray.RequireCount("PadMultiplexerConfig.capmem_v_out_mux", CapmemVOutMux, 4);
        values[11] = CapmemVOutMux[0] ? 1 : 0;
        values[12] = CapmemVOutMux[1] ? 1 : 0;
        values[13] = CapmemVOutMux[2] ? 1 : 0;
        values[14] = CapmemVOutMux[3] ? 1 : 0;
        values[15] = CapmemVOutMuxToInter ? 1 : 0;
        RegisterArray.RequireCount("PadMultiplexerConfig.capmem_v_ref_mux", CapmemVRefMux, 4);
        values[16] = CapmemVRefMux[0] ? 1 : 0;
        values[17] = CapmemVRefMux[1] ? 1 : 0;
        values[18] = CapmemVRefMux[2] ? 1 : 0;
        values[19] = CapmemVRefMux[3] ? 1 : 0;
        values[20] = CapmemVRefMuxToInter ? 1 : 0;
        RegisterArray.RequireCount("PadMultiplexerConfig.neuron_i_stim_mux", NeuronIStimMux, 2);
        values[21] = NeuronIStimMux[0] ? 1 : 0;
        values[22] = NeuronIStimMux[1] ? 1 : 0;
        values[23] = NeuronIStimMuxToPad ? 1 : 0;
        values[24] = CadcDebugAcausalToInter ? 1 : 0;
        values[25] = CadcDebugCausalToInter ? 1 : 0;
        values[26] = SyninDebugInhibitoryToInter ? 1 : 0;
        values[27] = SyninDebugExcitatoryToInter ? 1 : 0;
        values[28] = SynapseInterMuxToPad ? 1 : 0;
        RegisterArray.RequireCount("PadMultiplexerConfig.buffer_to_pad", BufferToPad, 2);
        values[29] = BufferToPad[0] ? 1 : 0;
        values[30] = BufferToPad[1] ? 1 : 0;
        values[31] = DebugToPad ? 1 : 0;
    }

    /// <summary>Same field values.</summary>
    public bool Equals(PadMultiplexerConfig? other) => RegisterAccess.SameFields<PadMultiplexerConfig, ReadoutPad>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<PadMultiplexerConfig, ReadoutPad>(this);
}
