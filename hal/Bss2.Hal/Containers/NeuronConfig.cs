using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Switches of a neuron circuit.</summary>
/// <remarks>Source: haldls v3/neuron.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record NeuronConfig : IOmnibusWritable<NeuronConfig, AtomicNeuron>, IOmnibusReadable<NeuronConfig, AtomicNeuron>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("NeuronConfig", 6,
    [
        new("en_comp_cond_div", 0, 1, 0, true, FieldCoding.Plain, [new(5, 6, 1)]),
        new("en_comp_cond_mul", 0, 1, 0, true, FieldCoding.Plain, [new(5, 5, 1)]),
        new("connect_soma", 0, 1, 0, true, FieldCoding.Plain, [new(5, 4, 1)]),
        new("connect_membrane_right", 0, 1, 0, true, FieldCoding.Plain, [new(5, 3, 1)]),
        new("en_comp_cond", 0, 1, 0, true, FieldCoding.Plain, [new(5, 2, 1)]),
        new("connect_bottom", 0, 1, 0, true, FieldCoding.Plain, [new(5, 1, 1)]),
        new("connect_somata", 0, 1, 0, true, FieldCoding.Plain, [new(5, 0, 1)]),
        new("en_fire", 0, 1, 0, true, FieldCoding.Plain, [new(4, 2, 1)]),
        new("en_strong_fire", 0, 1, 0, true, FieldCoding.Plain, [new(0, 6, 1)]),
        new("en_thresh_comp", 0, 1, 0, true, FieldCoding.Plain, [new(4, 3, 1)]),
        new("en_synin_inh", 0, 1, 0, true, FieldCoding.Plain, [new(4, 4, 1)]),
        new("en_synin_exc", 0, 1, 0, true, FieldCoding.Plain, [new(4, 5, 1)]),
        new("en_synin_inh_coba", 0, 1, 0, true, FieldCoding.Plain, [new(1, 1, 1)]),
        new("en_synin_exc_coba", 0, 1, 0, true, FieldCoding.Plain, [new(1, 2, 1)]),
        new("en_synin_inh_small_cap", 0, 1, 0, true, FieldCoding.Plain, [new(2, 4, 1)]),
        new("en_synin_exc_small_cap", 0, 1, 0, true, FieldCoding.Plain, [new(2, 5, 1)]),
        new("en_synin_inh_high_res", 0, 1, 0, true, FieldCoding.Plain, [new(2, 6, 1)]),
        new("en_synin_exc_high_res", 0, 1, 0, true, FieldCoding.Plain, [new(2, 7, 1)]),
        new("en_byp_inh", 0, 1, 0, true, FieldCoding.Plain, [new(4, 6, 1)]),
        new("en_byp_exc", 0, 1, 0, true, FieldCoding.Plain, [new(4, 7, 1)]),
        new("en_mem_off", 0, 1, 0, true, FieldCoding.Plain, [new(3, 0, 1)]),
        new("invert_current", 0, 1, 0, true, FieldCoding.Plain, [new(4, 0, 1)]),
        new("mem_cap_size", 0, 63, 0, false, FieldCoding.Plain, [new(3, 2, 6)]),
        new("invert_adapt_a", 0, 1, 0, true, FieldCoding.Plain, [new(2, 1, 1)]),
        new("invert_adapt_b", 0, 1, 0, true, FieldCoding.Plain, [new(2, 0, 1)]),
        new("en_adapt", 0, 1, 0, true, FieldCoding.Plain, [new(2, 2, 1)]),
        new("en_exp", 0, 1, 0, true, FieldCoding.Plain, [new(2, 3, 1)]),
        new("en_unbuf_access", 0, 1, 0, true, FieldCoding.Plain, [new(1, 3, 1)]),
        new("en_readout_amp", 0, 1, 0, true, FieldCoding.Plain, [new(1, 4, 1)]),
        new("readout_select", 0, 3, 0, false, FieldCoding.Plain, [new(1, 5, 2)]),
        new("en_readout", 0, 1, 0, true, FieldCoding.Plain, [new(1, 7, 1)]),
        new("en_reset_deg", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
        new("en_reset_div", 0, 1, 0, true, FieldCoding.Plain, [new(0, 1, 1)]),
        new("en_reset_mul", 0, 1, 0, true, FieldCoding.Plain, [new(0, 2, 1)]),
        new("en_leak_deg", 0, 1, 0, true, FieldCoding.Plain, [new(0, 3, 1)]),
        new("en_leak_div", 0, 1, 0, true, FieldCoding.Plain, [new(0, 4, 1)]),
        new("en_leak_mul", 0, 1, 0, true, FieldCoding.Plain, [new(0, 5, 1)]),
        new("en_pause", 0, 1, 0, true, FieldCoding.Plain, [new(5, 7, 1)]),
    ]);

    /// <summary>en_comp_cond_div.</summary>
    public bool EnCompCondDiv { get; init; }

    /// <summary>en_comp_cond_mul.</summary>
    public bool EnCompCondMul { get; init; }

    /// <summary>connect_soma.</summary>
    public bool ConnectSoma { get; init; }

    /// <summary>connect_membrane_right.</summary>
    public bool ConnectMembraneRight { get; init; }

    /// <summary>en_comp_cond.</summary>
    public bool EnCompCond { get; init; }

    /// <summary>connect_bottom.</summary>
    public bool ConnectBottom { get; init; }

    /// <summary>connect_somata.</summary>
    public bool ConnectSomata { get; init; }

    /// <summary>en_fire.</summary>
    public bool EnFire { get; init; }

    /// <summary>en_strong_fire.</summary>
    public bool EnStrongFire { get; init; }

    /// <summary>en_thresh_comp.</summary>
    public bool EnThreshComp { get; init; }

    /// <summary>en_synin_inh.</summary>
    public bool EnSyninInh { get; init; }

    /// <summary>en_synin_exc.</summary>
    public bool EnSyninExc { get; init; }

    /// <summary>en_synin_inh_coba.</summary>
    public bool EnSyninInhCoba { get; init; }

    /// <summary>en_synin_exc_coba.</summary>
    public bool EnSyninExcCoba { get; init; }

    /// <summary>en_synin_inh_small_cap.</summary>
    public bool EnSyninInhSmallCap { get; init; }

    /// <summary>en_synin_exc_small_cap.</summary>
    public bool EnSyninExcSmallCap { get; init; }

    /// <summary>en_synin_inh_high_res.</summary>
    public bool EnSyninInhHighRes { get; init; }

    /// <summary>en_synin_exc_high_res.</summary>
    public bool EnSyninExcHighRes { get; init; }

    /// <summary>en_byp_inh.</summary>
    public bool EnBypInh { get; init; }

    /// <summary>en_byp_exc.</summary>
    public bool EnBypExc { get; init; }

    /// <summary>en_mem_off.</summary>
    public bool EnMemOff { get; init; }

    /// <summary>invert_current.</summary>
    public bool InvertCurrent { get; init; }

    /// <summary>mem_cap_size, 0..63.</summary>
    public int MemCapSize { get; init; }

    /// <summary>invert_adapt_a.</summary>
    public bool InvertAdaptA { get; init; }

    /// <summary>invert_adapt_b.</summary>
    public bool InvertAdaptB { get; init; }

    /// <summary>en_adapt.</summary>
    public bool EnAdapt { get; init; }

    /// <summary>en_exp.</summary>
    public bool EnExp { get; init; }

    /// <summary>en_unbuf_access.</summary>
    public bool EnUnbufAccess { get; init; }

    /// <summary>en_readout_amp.</summary>
    public bool EnReadoutAmp { get; init; }

    /// <summary>readout_select, 0..3.</summary>
    public int ReadoutSelect { get; init; }

    /// <summary>en_readout.</summary>
    public bool EnReadout { get; init; }

    /// <summary>en_reset_deg.</summary>
    public bool EnResetDeg { get; init; }

    /// <summary>en_reset_div.</summary>
    public bool EnResetDiv { get; init; }

    /// <summary>en_reset_mul.</summary>
    public bool EnResetMul { get; init; }

    /// <summary>en_leak_deg.</summary>
    public bool EnLeakDeg { get; init; }

    /// <summary>en_leak_div.</summary>
    public bool EnLeakDiv { get; init; }

    /// <summary>en_leak_mul.</summary>
    public bool EnLeakMul { get; init; }

    /// <summary>en_pause.</summary>
    public bool EnPause { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(AtomicNeuron coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0016_0000u + 0x8000u * (uint)coordinate.ConfigBlock + 8u * (uint)coordinate.IndexInConfigBlock + 2;
        addresses[1] = 0x0016_0000u + 0x8000u * (uint)coordinate.ConfigBlock + 8u * (uint)coordinate.IndexInConfigBlock + 3;
        addresses[2] = 0x0016_0000u + 0x8000u * (uint)coordinate.ConfigBlock + 8u * (uint)coordinate.IndexInConfigBlock + 4;
        addresses[3] = 0x0016_0000u + 0x8000u * (uint)coordinate.ConfigBlock + 8u * (uint)coordinate.IndexInConfigBlock + 5;
        addresses[4] = 0x0016_0000u + 0x8000u * (uint)coordinate.ConfigBlock + 8u * (uint)coordinate.IndexInConfigBlock + 6;
        addresses[5] = 0x0016_0000u + 0x8000u * (uint)coordinate.ConfigBlock + 8u * (uint)coordinate.IndexInConfigBlock + 7;
    }

    /// <inheritdoc/>
    public static NeuronConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        EnCompCondDiv = values[0] != 0,
        EnCompCondMul = values[1] != 0,
        ConnectSoma = values[2] != 0,
        ConnectMembraneRight = values[3] != 0,
        EnCompCond = values[4] != 0,
        ConnectBottom = values[5] != 0,
        ConnectSomata = values[6] != 0,
        EnFire = values[7] != 0,
        EnStrongFire = values[8] != 0,
        EnThreshComp = values[9] != 0,
        EnSyninInh = values[10] != 0,
        EnSyninExc = values[11] != 0,
        EnSyninInhCoba = values[12] != 0,
        EnSyninExcCoba = values[13] != 0,
        EnSyninInhSmallCap = values[14] != 0,
        EnSyninExcSmallCap = values[15] != 0,
        EnSyninInhHighRes = values[16] != 0,
        EnSyninExcHighRes = values[17] != 0,
        EnBypInh = values[18] != 0,
        EnBypExc = values[19] != 0,
        EnMemOff = values[20] != 0,
        InvertCurrent = values[21] != 0,
        MemCapSize = (int)values[22],
        InvertAdaptA = values[23] != 0,
        InvertAdaptB = values[24] != 0,
        EnAdapt = values[25] != 0,
        EnExp = values[26] != 0,
        EnUnbufAccess = values[27] != 0,
        EnReadoutAmp = values[28] != 0,
        ReadoutSelect = (int)values[29],
        EnReadout = values[30] != 0,
        EnResetDeg = values[31] != 0,
        EnResetDiv = values[32] != 0,
        EnResetMul = values[33] != 0,
        EnLeakDeg = values[34] != 0,
        EnLeakDiv = values[35] != 0,
        EnLeakMul = values[36] != 0,
        EnPause = values[37] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = EnCompCondDiv ? 1 : 0;
        values[1] = EnCompCondMul ? 1 : 0;
        values[2] = ConnectSoma ? 1 : 0;
        values[3] = ConnectMembraneRight ? 1 : 0;
        values[4] = EnCompCond ? 1 : 0;
        values[5] = ConnectBottom ? 1 : 0;
        values[6] = ConnectSomata ? 1 : 0;
        values[7] = EnFire ? 1 : 0;
        values[8] = EnStrongFire ? 1 : 0;
        values[9] = EnThreshComp ? 1 : 0;
        values[10] = EnSyninInh ? 1 : 0;
        values[11] = EnSyninExc ? 1 : 0;
        values[12] = EnSyninInhCoba ? 1 : 0;
        values[13] = EnSyninExcCoba ? 1 : 0;
        values[14] = EnSyninInhSmallCap ? 1 : 0;
        values[15] = EnSyninExcSmallCap ? 1 : 0;
        values[16] = EnSyninInhHighRes ? 1 : 0;
        values[17] = EnSyninExcHighRes ? 1 : 0;
        values[18] = EnBypInh ? 1 : 0;
        values[19] = EnBypExc ? 1 : 0;
        values[20] = EnMemOff ? 1 : 0;
        values[21] = InvertCurrent ? 1 : 0;
        values[22] = MemCapSize;
        values[23] = InvertAdaptA ? 1 : 0;
        values[24] = InvertAdaptB ? 1 : 0;
        values[25] = EnAdapt ? 1 : 0;
        values[26] = EnExp ? 1 : 0;
        values[27] = EnUnbufAccess ? 1 : 0;
        values[28] = EnReadoutAmp ? 1 : 0;
        values[29] = ReadoutSelect;
        values[30] = EnReadout ? 1 : 0;
        values[31] = EnResetDeg ? 1 : 0;
        values[32] = EnResetDiv ? 1 : 0;
        values[33] = EnResetMul ? 1 : 0;
        values[34] = EnLeakDeg ? 1 : 0;
        values[35] = EnLeakDiv ? 1 : 0;
        values[36] = EnLeakMul ? 1 : 0;
        values[37] = EnPause ? 1 : 0;
    }
}
