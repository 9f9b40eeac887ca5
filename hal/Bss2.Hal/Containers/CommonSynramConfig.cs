using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Memory timing of a synapse array.</summary>
/// <remarks>Source: haldls synapse.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CommonSynramConfig :
    IOmnibusWritable<CommonSynramConfig, Hemisphere>, IOmnibusReadable<CommonSynramConfig, Hemisphere>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CommonSynramConfig", 3,
    [
        new("pc_conf_west", 0, 15, 8, false, FieldCoding.Plain, [new(0, 0, 4)]),
        new("pc_conf_east", 0, 15, 8, false, FieldCoding.Plain, [new(0, 4, 4)]),
        new("w_conf_west", 0, 255, 3, false, FieldCoding.Plain, [new(1, 0, 8)]),
        new("w_conf_east", 0, 255, 3, false, FieldCoding.Plain, [new(1, 8, 8)]),
        new("wait_ctr_clear", 0, 7, 4, false, FieldCoding.Plain, [new(2, 0, 3)]),
    ]);

    /// <summary>pc_conf_west, 0..15.</summary>
    public int PcConfWest { get; init; } = 8;

    /// <summary>pc_conf_east, 0..15.</summary>
    public int PcConfEast { get; init; } = 8;

    /// <summary>w_conf_west, 0..255.</summary>
    public int WConfWest { get; init; } = 3;

    /// <summary>w_conf_east, 0..255.</summary>
    public int WConfEast { get; init; } = 3;

    /// <summary>wait_ctr_clear, 0..7.</summary>
    public int WaitCtrClear { get; init; } = 4;

    /// <inheritdoc/>
    public static void GetAddresses(Hemisphere coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0200_0000u + 0x0100_0000u * (uint)coordinate.Value;
        addresses[1] = 0x0200_0000u + 0x0100_0000u * (uint)coordinate.Value + 1;
        addresses[2] = 0x0200_0000u + 0x0100_0000u * (uint)coordinate.Value + 2;
    }

    /// <inheritdoc/>
    public static CommonSynramConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        PcConfWest = (int)values[0],
        PcConfEast = (int)values[1],
        WConfWest = (int)values[2],
        WConfEast = (int)values[3],
        WaitCtrClear = (int)values[4],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = PcConfWest;
        values[1] = PcConfEast;
        values[2] = WConfWest;
        values[3] = WConfEast;
        values[4] = WaitCtrClear;
    }
}
