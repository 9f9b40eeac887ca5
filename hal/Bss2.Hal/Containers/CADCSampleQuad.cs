using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Four samples of a CADC.</summary>
/// <remarks>Source: haldls cadc.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CADCSampleQuad : IOmnibusReadable<CADCSampleQuad, CadcSampleQuad>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CADCSampleQuad", 1,
    [
        new("samples[0]", 0, 255, 0, false, FieldCoding.Plain, [new(0, 24, 8)]),
        new("samples[1]", 0, 255, 0, false, FieldCoding.Plain, [new(0, 16, 8)]),
        new("samples[2]", 0, 255, 0, false, FieldCoding.Plain, [new(0, 8, 8)]),
        new("samples[3]", 0, 255, 0, false, FieldCoding.Plain, [new(0, 0, 8)]),
    ]);

    /// <summary>samples, 4 values of 0..255.</summary>
    public IReadOnlyList<int> Samples { get; init; } = [0, 0, 0, 0];

    static RegisterTransports IRegisterContainer<CADCSampleQuad, CadcSampleQuad>.ReadTransports => RegisterTransports.Omnibus;

    /// <inheritdoc/>
    public static void GetAddresses(CadcSampleQuad coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x02C8_0000u + 0x0100_0000u * (uint)coordinate.Hemisphere.Value
            + (coordinate.IsBuffered ? 0x0020_0000u : 0u) + (coordinate.IsAcausal ? 0x4_0000u : 0u) + (uint)coordinate.Offset;
    }

    /// <inheritdoc/>
    public static CADCSampleQuad FromFields(ReadOnlySpan<long> values) => new()
    {
        Samples =
        [
            (int)values[0], (int)values[1], (int)values[2], (int)values[3],
        ],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.RequireCount("CADCSampleQuad.samples", Samples, 4);
        values[0] = Samples[0];
        values[1] = Samples[1];
        values[2] = Samples[2];
        values[3] = Samples[3];
    }

    /// <summary>Same field values.</summary>
    public bool Equals(CADCSampleQuad? other) => RegisterAccess.SameFields<CADCSampleQuad, CadcSampleQuad>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<CADCSampleQuad, CadcSampleQuad>(this);
}
