using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Ramp, refresh and debug read-out of a CapMem block.</summary>
/// <remarks>
/// Source: haldls capmem.tcc; register-map 6. The debug row is a hot bit, 23 − row; no bit means no debug read-out. The
/// prescalers count
/// 0..6. Names are those of the reference stack.
/// </remarks>
public sealed record CapMemBlockConfig :
    IOmnibusWritable<CapMemBlockConfig, CapMemBlock>, IOmnibusReadable<CapMemBlockConfig, CapMemBlock>
{
    private const int LastRow = CapMemRow.Count - 1;

    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CapMemBlockConfig", 10,
    [
        new("debug_row_hotbit", 0, 0xFF_FFFF, 0, false, FieldCoding.Plain, [new(0, 0, 24)]),
        new("debug_column", 0, uint.MaxValue, 0, false, FieldCoding.Plain, [new(1, 0, 32)]),
        new("debug_v_ref_select", 0, 2, 0, false, FieldCoding.Plain, [new(2, 0, 2)]),
        new("v_global_bias", 0, 15, 7, false, FieldCoding.Plain, [new(3, 0, 4)]),
        new("debug_level_shifter_bias", 0, 15, 3, false, FieldCoding.Plain, [new(3, 4, 4)]),
        new("debug_source_follower_bias", 0, 15, 3, false, FieldCoding.Plain, [new(3, 8, 4)]),
        new("debug_out_amp_bias", 0, 15, 7, false, FieldCoding.Plain, [new(3, 12, 4)]),
        new("current_cell_res", 0, 63, 8, false, FieldCoding.Plain, [new(4, 0, 6)]),
        new("debug_i_out_select", 0, 2, 0, false, FieldCoding.Plain, [new(5, 0, 2)]),
        new("sub_counter", 0, 65535, 16, false, FieldCoding.Plain, [new(6, 0, 16)]),
        new("enable_capmem", 0, 1, 1, true, FieldCoding.Plain, [new(6, 16, 1)]),
        new("enable_boost", 0, 1, 0, true, FieldCoding.Plain, [new(6, 17, 1)]),
        new("enable_autoboost", 0, 1, 0, true, FieldCoding.Plain, [new(6, 18, 1)]),
        new("prescale_ramp", 0, 15, 3, false, FieldCoding.Plain, [new(6, 20, 4)]),
        new("prescale_pause", 0, 15, 3, false, FieldCoding.Plain, [new(6, 24, 4)]),
        new("boost_factor", 0, 15, 0, false, FieldCoding.Plain, [new(6, 28, 4)]),
        new("pulse_b", 0, 65535, 7, false, FieldCoding.Plain, [new(7, 0, 16)]),
        new("pulse_a", 0, 65535, 4, false, FieldCoding.Plain, [new(7, 16, 16)]),
        new("boost_b", 0, 65535, 0, false, FieldCoding.Plain, [new(8, 0, 16)]),
        new("boost_a", 0, 65535, 0, false, FieldCoding.Plain, [new(8, 16, 16)]),
        new("pause_counter", 0, uint.MaxValue, 8096, false, FieldCoding.Plain, [new(9, 0, 32)]),
    ]);

    /// <summary>Whether a cell is read out for debugging.</summary>
    public bool DebugReadoutEnable { get; init; }

    /// <summary>Row of that cell.</summary>
    public CapMemRow DebugRow { get; init; }

    /// <summary>Column of that cell, 0..129.</summary>
    public int DebugColumn { get; init; }

    /// <summary>debug_v_ref_select: 0 off, 1 v_ref_v, 2 v_ref_i.</summary>
    public int DebugVRefSelect { get; init; }

    /// <summary>v_global_bias, 0..15.</summary>
    public int VGlobalBias { get; init; } = 7;

    /// <summary>debug_level_shifter_bias, 0..15.</summary>
    public int DebugLevelShifterBias { get; init; } = 3;

    /// <summary>debug_source_follower_bias, 0..15.</summary>
    public int DebugSourceFollowerBias { get; init; } = 3;

    /// <summary>debug_out_amp_bias, 0..15.</summary>
    public int DebugOutAmpBias { get; init; } = 7;

    /// <summary>current_cell_res, 0..63.</summary>
    public int CurrentCellRes { get; init; } = 8;

    /// <summary>debug_i_out_select: 0 off, 1 mux, 2 ramp.</summary>
    public int DebugIOutSelect { get; init; }

    /// <summary>sub_counter, 0..65535.</summary>
    public int SubCounter { get; init; } = 16;

    /// <summary>enable_capmem.</summary>
    public bool EnableCapmem { get; init; } = true;

    /// <summary>enable_boost.</summary>
    public bool EnableBoost { get; init; }

    /// <summary>enable_autoboost.</summary>
    public bool EnableAutoboost { get; init; }

    /// <summary>prescale_ramp, 0..6.</summary>
    public int PrescaleRamp { get; init; } = 3;

    /// <summary>prescale_pause, 0..6.</summary>
    public int PrescalePause { get; init; } = 3;

    /// <summary>boost_factor, 0..15.</summary>
    public int BoostFactor { get; init; }

    /// <summary>pulse_b, 0..65535.</summary>
    public int PulseB { get; init; } = 7;

    /// <summary>pulse_a, 0..65535.</summary>
    public int PulseA { get; init; } = 4;

    /// <summary>boost_b, 0..65535.</summary>
    public int BoostB { get; init; }

    /// <summary>boost_a, 0..65535.</summary>
    public int BoostA { get; init; }

    /// <summary>pause_counter, 32 bits.</summary>
    public uint PauseCounter { get; init; } = 8096;

    /// <inheritdoc/>
    public static void GetAddresses(CapMemBlock coordinate, Span<uint> addresses)
    {
        for (int w = 0; w < Layout.Words; w++)
        {
            addresses[w] = 0x0014_4000u + 0x8000u * (uint)coordinate.Value + (uint)w;
        }
    }

    /// <inheritdoc/>
    public static CapMemBlockConfig FromFields(ReadOnlySpan<long> values)
    {
        bool debug = values[0] != 0;
        int row = debug ? LastRow - (int)Math.Log2(values[0]) : 0;
        return new()
        {
            DebugReadoutEnable = debug,
            DebugRow = new(row),
            DebugColumn = debug ? (int)values[1] : 0,
            DebugVRefSelect = (int)values[2],
            VGlobalBias = (int)values[3],
            DebugLevelShifterBias = (int)values[4],
            DebugSourceFollowerBias = (int)values[5],
            DebugOutAmpBias = (int)values[6],
            CurrentCellRes = (int)values[7],
            DebugIOutSelect = (int)values[8],
            SubCounter = (int)values[9],
            EnableCapmem = values[10] != 0,
            EnableBoost = values[11] != 0,
            EnableAutoboost = values[12] != 0,
            PrescaleRamp = (int)values[13],
            PrescalePause = (int)values[14],
            BoostFactor = (int)values[15],
            PulseB = (int)values[16],
            PulseA = (int)values[17],
            BoostB = (int)values[18],
            BoostA = (int)values[19],
            PauseCounter = (uint)values[20],
        };
    }

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = DebugReadoutEnable ? 1 << (LastRow - DebugRow.Value) : 0;
        values[1] = DebugReadoutEnable ? DebugColumn : 0;
        (values[2], values[3], values[4], values[5]) = (DebugVRefSelect, VGlobalBias, DebugLevelShifterBias,
            DebugSourceFollowerBias);
        (values[6], values[7], values[8], values[9]) = (DebugOutAmpBias, CurrentCellRes, DebugIOutSelect, SubCounter);
        (values[10], values[11], values[12]) = (EnableCapmem ? 1 : 0, EnableBoost ? 1 : 0, EnableAutoboost ? 1 : 0);
        (values[13], values[14], values[15]) = (Prescaler(PrescaleRamp), Prescaler(PrescalePause), BoostFactor);
        (values[16], values[17], values[18], values[19], values[20]) = (PulseB, PulseA, BoostB, BoostA, PauseCounter);
    }

    private static int Prescaler(int value) => value is >= 0 and <= 6 ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"A CapMem prescaler is {value}; it must lie in 0..6.");
}
