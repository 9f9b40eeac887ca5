using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Control of a plasticity processor.</summary>
/// <remarks>Source: haldls ppu.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record PPUControlRegister :
    IOmnibusWritable<PPUControlRegister, Hemisphere>, IOmnibusReadable<PPUControlRegister, Hemisphere>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("PPUControlRegister", 1,
    [
        new("cache_controller_enable", 0, 1, 0, true, FieldCoding.Plain, [new(0, 3, 1)]),
        new("inhibit_reset", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
        new("force_clock_on", 0, 1, 0, true, FieldCoding.Plain, [new(0, 1, 1)]),
        new("force_clock_off", 0, 1, 0, true, FieldCoding.Plain, [new(0, 2, 1)]),
    ]);

    /// <summary>cache_controller_enable.</summary>
    public bool CacheControllerEnable { get; init; }

    /// <summary>inhibit_reset.</summary>
    public bool InhibitReset { get; init; }

    /// <summary>force_clock_on.</summary>
    public bool ForceClockOn { get; init; }

    /// <summary>force_clock_off.</summary>
    public bool ForceClockOff { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Hemisphere coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x02A0_0000u + 0x0100_0000u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static PPUControlRegister FromFields(ReadOnlySpan<long> values) => new()
    {
        CacheControllerEnable = values[0] != 0,
        InhibitReset = values[1] != 0,
        ForceClockOn = values[2] != 0,
        ForceClockOff = values[3] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = CacheControllerEnable ? 1 : 0;
        values[1] = InhibitReset ? 1 : 0;
        values[2] = ForceClockOn ? 1 : 0;
        values[3] = ForceClockOff ? 1 : 0;
    }
}
