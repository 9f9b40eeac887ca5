using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Control of a CADC.</summary>
/// <remarks>Source: haldls cadc.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CADCConfig : IOmnibusWritable<CADCConfig, Hemisphere>, IOmnibusReadable<CADCConfig, Hemisphere>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CADCConfig", 1,
    [
        new("enable", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
        new("reset_wait", 0, 255, 100, false, FieldCoding.Plain, [new(0, 4, 8)]),
        new("dead_time", 0, 255, 20, false, FieldCoding.Plain, [new(0, 12, 8)]),
    ]);

    /// <summary>enable.</summary>
    public bool Enable { get; init; }

    /// <summary>reset_wait, 0..255.</summary>
    public int ResetWait { get; init; } = 100;

    /// <summary>dead_time, 0..255.</summary>
    public int DeadTime { get; init; } = 20;

    /// <inheritdoc/>
    public static void GetAddresses(Hemisphere coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0240_1000u + 0x0100_0000u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static CADCConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        Enable = values[0] != 0,
        ResetWait = (int)values[1],
        DeadTime = (int)values[2],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Enable ? 1 : 0;
        values[1] = ResetWait;
        values[2] = DeadTime;
    }
}
