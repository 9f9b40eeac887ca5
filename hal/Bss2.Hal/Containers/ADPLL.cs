using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Divider and loop settings of a PLL of the chip.</summary>
/// <remarks>
/// Source: haldls pll.cpp; register-map 11. f_dco = 50 MHz · pre_div_p0 · loop_div_n; outputs: dco f_dco / p2, core_0 f_dco / (p1
/// · m0), core_1 f_dco / (p1 · m1). Names are those of the reference stack.
/// </remarks>
public sealed record ADPLL : IOmnibusWritable<ADPLL, Adpll>, IOmnibusReadable<ADPLL, Adpll>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("ADPLL", 2,
    [
        new("loop_filter_int", 1, 31, 2, false, FieldCoding.Plain, [new(0, 0, 5)]),
        new("loop_filter_prop", 1, 31, 8, false, FieldCoding.Plain, [new(0, 5, 5)]),
        new("loop_div_n", 1, 31, 10, false, FieldCoding.Plain, [new(0, 10, 5)]),
        new("core_div_m0", 1, 31, 1, false, FieldCoding.Plain, [new(0, 15, 5)]),
        new("core_div_m1", 1, 31, 2, false, FieldCoding.Plain, [new(0, 20, 5)]),
        new("pre_div_p0", 2, 4, 2, false, FieldCoding.MinusOne, [new(0, 25, 2)]),
        new("pre_div_p1", 2, 4, 2, false, FieldCoding.MinusOne, [new(0, 27, 2)]),
        new("pre_div_p2", 2, 4, 2, false, FieldCoding.MinusOne, [new(0, 29, 2)]),
        new("tune", 0, 4095, 512, false, FieldCoding.Plain, [new(1, 0, 12)]),
        new("dco_power_switch", 0, 63, 63, false, FieldCoding.Plain, [new(1, 12, 6)]),
        new("open_lock", 0, 1, 0, true, FieldCoding.Plain, [new(1, 18, 1)]),
        new("enforce_lock", 0, 1, 1, true, FieldCoding.Plain, [new(1, 19, 1)]),
        new("pfd_select", 0, 1, 0, true, FieldCoding.Plain, [new(1, 20, 1)]),
        new("lock_window", 0, 1, 0, true, FieldCoding.Plain, [new(1, 21, 1)]),
        new("filter_shift", 0, 3, 3, false, FieldCoding.Plain, [new(1, 22, 2)]),
        new("enable_output_clock", 0, 1, 1, true, FieldCoding.Plain, [new(1, 24, 1, Inverted: true)]),
        new("enable", 0, 1, 1, true, FieldCoding.Plain, [new(1, 30, 1)]),
        new("use_external_config", 0, 1, 1, true, FieldCoding.Plain, [new(1, 31, 1)]),
    ]);

    /// <summary>loop_filter_int, 1..31.</summary>
    public int LoopFilterInt { get; init; } = 2;

    /// <summary>loop_filter_prop, 1..31.</summary>
    public int LoopFilterProp { get; init; } = 8;

    /// <summary>loop_div_n, 1..31.</summary>
    public int LoopDivN { get; init; } = 10;

    /// <summary>core_div_m0, 1..31.</summary>
    public int CoreDivM0 { get; init; } = 1;

    /// <summary>core_div_m1, 1..31.</summary>
    public int CoreDivM1 { get; init; } = 2;

    /// <summary>pre_div_p0, 2..4.</summary>
    public int PreDivP0 { get; init; } = 2;

    /// <summary>pre_div_p1, 2..4.</summary>
    public int PreDivP1 { get; init; } = 2;

    /// <summary>pre_div_p2, 2..4.</summary>
    public int PreDivP2 { get; init; } = 2;

    /// <summary>tune, 0..4095.</summary>
    public int Tune { get; init; } = 512;

    /// <summary>dco_power_switch, 0..63.</summary>
    public int DcoPowerSwitch { get; init; } = 63;

    /// <summary>open_lock.</summary>
    public bool OpenLock { get; init; }

    /// <summary>enforce_lock.</summary>
    public bool EnforceLock { get; init; } = true;

    /// <summary>pfd_select.</summary>
    public bool PfdSelect { get; init; }

    /// <summary>lock_window.</summary>
    public bool LockWindow { get; init; }

    /// <summary>filter_shift, 0..3.</summary>
    public int FilterShift { get; init; } = 3;

    /// <summary>enable_output_clock.</summary>
    public bool EnableOutputClock { get; init; } = true;

    /// <summary>enable.</summary>
    public bool Enable { get; init; } = true;

    /// <summary>use_external_config.</summary>
    public bool UseExternalConfig { get; init; } = true;

    static RegisterTransports IRegisterContainer<ADPLL, Adpll>.WriteTransports =>
        RegisterTransports.JtagPll | RegisterTransports.OmnibusOverJtag;

    static RegisterTransports IRegisterContainer<ADPLL, Adpll>.ReadTransports => RegisterTransports.OmnibusOverJtag;

    /// <inheritdoc/>
    public static void GetAddresses(Adpll coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0008_0000u + 2u * (uint)coordinate.Value;
        addresses[1] = 0x0008_0001u + 2u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static ADPLL FromFields(ReadOnlySpan<long> values) => new()
    {
        LoopFilterInt = (int)values[0],
        LoopFilterProp = (int)values[1],
        LoopDivN = (int)values[2],
        CoreDivM0 = (int)values[3],
        CoreDivM1 = (int)values[4],
        PreDivP0 = (int)values[5],
        PreDivP1 = (int)values[6],
        PreDivP2 = (int)values[7],
        Tune = (int)values[8],
        DcoPowerSwitch = (int)values[9],
        OpenLock = values[10] != 0,
        EnforceLock = values[11] != 0,
        PfdSelect = values[12] != 0,
        LockWindow = values[13] != 0,
        FilterShift = (int)values[14],
        EnableOutputClock = values[15] != 0,
        Enable = values[16] != 0,
        UseExternalConfig = values[17] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = LoopFilterInt;
        values[1] = LoopFilterProp;
        values[2] = LoopDivN;
        values[3] = CoreDivM0;
        values[4] = CoreDivM1;
        values[5] = PreDivP0;
        values[6] = PreDivP1;
        values[7] = PreDivP2;
        values[8] = Tune;
        values[9] = DcoPowerSwitch;
        values[10] = OpenLock ? 1 : 0;
        values[11] = EnforceLock ? 1 : 0;
        values[12] = PfdSelect ? 1 : 0;
        values[13] = LockWindow ? 1 : 0;
        values[14] = FilterShift;
        values[15] = EnableOutputClock ? 1 : 0;
        values[16] = Enable ? 1 : 0;
        values[17] = UseExternalConfig ? 1 : 0;
    }
}
