using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>PADI buses of a hemisphere.</summary>
/// <remarks>Source: haldls padi.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CommonPADIBusConfig :
    IOmnibusWritable<CommonPADIBusConfig, Hemisphere>, IOmnibusReadable<CommonPADIBusConfig, Hemisphere>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CommonPADIBusConfig", 1,
    [
        new("enable_spl1[0]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
        new("enable_spl1[1]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 1, 1)]),
        new("enable_spl1[2]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 2, 1)]),
        new("enable_spl1[3]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 3, 1)]),
        new("enable_extended_timing[0]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 4, 1)]),
        new("enable_extended_timing[1]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 5, 1)]),
        new("enable_extended_timing[2]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 6, 1)]),
        new("enable_extended_timing[3]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 7, 1)]),
        new("dacen_pulse_extension[0]", 0, 15, 0, false, FieldCoding.Plain, [new(0, 16, 4)]),
        new("dacen_pulse_extension[1]", 0, 15, 0, false, FieldCoding.Plain, [new(0, 20, 4)]),
        new("dacen_pulse_extension[2]", 0, 15, 0, false, FieldCoding.Plain, [new(0, 24, 4)]),
        new("dacen_pulse_extension[3]", 0, 15, 0, false, FieldCoding.Plain, [new(0, 28, 4)]),
    ]);

    /// <summary>enable_spl1, 4 values.</summary>
    public IReadOnlyList<bool> EnableSpl1 { get; init; } = [false, false, false, false];

    /// <summary>enable_extended_timing, 4 values.</summary>
    public IReadOnlyList<bool> EnableExtendedTiming { get; init; } = [false, false, false, false];

    /// <summary>dacen_pulse_extension, 4 values of 0..15.</summary>
    public IReadOnlyList<int> DacenPulseExtension { get; init; } = [0, 0, 0, 0];

    /// <inheritdoc/>
    public static void GetAddresses(Hemisphere coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0011_0001u + 0x8000u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static CommonPADIBusConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        EnableSpl1 =
        [
            values[0] != 0, values[1] != 0, values[2] != 0, values[3] != 0,
        ],
        EnableExtendedTiming =
        [
            values[4] != 0, values[5] != 0, values[6] != 0, values[7] != 0,
        ],
        DacenPulseExtension =
        [
            (int)values[8], (int)values[9], (int)values[10], (int)values[11],
        ],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.RequireCount("CommonPADIBusConfig.enable_spl1", EnableSpl1, 4);
        values[0] = EnableSpl1[0] ? 1 : 0;
        values[1] = EnableSpl1[1] ? 1 : 0;
        values[2] = EnableSpl1[2] ? 1 : 0;
        values[3] = EnableSpl1[3] ? 1 : 0;
        RegisterArray.RequireCount("CommonPADIBusConfig.enable_extended_timing", EnableExtendedTiming, 4);
        values[4] = EnableExtendedTiming[0] ? 1 : 0;
        values[5] = EnableExtendedTiming[1] ? 1 : 0;
        values[6] = EnableExtendedTiming[2] ? 1 : 0;
        values[7] = EnableExtendedTiming[3] ? 1 : 0;
        RegisterArray.RequireCount("CommonPADIBusConfig.dacen_pulse_extension", DacenPulseExtension, 4);
        values[8] = DacenPulseExtension[0];
        values[9] = DacenPulseExtension[1];
        values[10] = DacenPulseExtension[2];
        values[11] = DacenPulseExtension[3];
    }

    /// <summary>Same field values.</summary>
    public bool Equals(CommonPADIBusConfig? other) => RegisterAccess.SameFields<CommonPADIBusConfig, Hemisphere>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<CommonPADIBusConfig, Hemisphere>(this);
}
