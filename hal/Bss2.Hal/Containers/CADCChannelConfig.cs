using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Digital offset of a CADC channel.</summary>
/// <remarks>Source: haldls cadc.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CADCChannelConfig :
    IOmnibusWritable<CADCChannelConfig, CadcChannel>, IOmnibusReadable<CADCChannelConfig, CadcChannel>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CADCChannelConfig", 1,
    [
        new("offset", -128, 127, 0, false, FieldCoding.Plus128, [new(0, 0, 8)]),
    ]);

    /// <summary>offset, -128..127.</summary>
    public int Offset { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(CadcChannel coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0240_0000u + 0x0100_0000u * (uint)coordinate.Hemisphere.Value
            + 0x800u * (uint)(1 - coordinate.Column.Value / 128) + 2u * (uint)(coordinate.Column.Value % 128)
            + (coordinate.IsAcausal ? 1u : 0u);
    }

    /// <inheritdoc/>
    public static CADCChannelConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        Offset = (int)values[0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Offset;
    }
}
