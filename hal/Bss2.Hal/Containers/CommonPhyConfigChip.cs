using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>PHY enables of the chip.</summary>
/// <remarks>Source: haldls phy.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CommonPhyConfigChip :
    IOmnibusWritable<CommonPhyConfigChip, Unique>, IOmnibusReadable<CommonPhyConfigChip, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CommonPhyConfigChip", 1,
    [
        new("enable_phy[0]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 7, 1)]),
        new("enable_phy[1]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 6, 1)]),
        new("enable_phy[2]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 5, 1)]),
        new("enable_phy[3]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 4, 1)]),
        new("enable_phy[4]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 3, 1)]),
        new("enable_phy[5]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 2, 1)]),
        new("enable_phy[6]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 1, 1)]),
        new("enable_phy[7]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 0, 1)]),
    ]);

    /// <summary>enable_phy, 8 values.</summary>
    public IReadOnlyList<bool> EnablePhy { get; init; } = [true, true, true, true, true, true, true, true];

    static RegisterTransports IRegisterContainer<CommonPhyConfigChip, Unique>.WriteTransports =>
        RegisterTransports.OmnibusOverJtag;

    static RegisterTransports IRegisterContainer<CommonPhyConfigChip, Unique>.ReadTransports =>
        RegisterTransports.OmnibusOverJtag;

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0004_0000u;
    }

    /// <inheritdoc/>
    public static CommonPhyConfigChip FromFields(ReadOnlySpan<long> values) => new()
    {
        EnablePhy =
        [
            values[0] != 0, values[1] != 0, values[2] != 0, values[3] != 0, values[4] != 0, values[5] != 0,
            values[6] != 0, values[7] != 0,
        ],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.RequireCount("CommonPhyConfigChip.enable_phy", EnablePhy, 8);
        values[0] = EnablePhy[0] ? 1 : 0;
        values[1] = EnablePhy[1] ? 1 : 0;
        values[2] = EnablePhy[2] ? 1 : 0;
        values[3] = EnablePhy[3] ? 1 : 0;
        values[4] = EnablePhy[4] ? 1 : 0;
        values[5] = EnablePhy[5] ? 1 : 0;
        values[6] = EnablePhy[6] ? 1 : 0;
        values[7] = EnablePhy[7] ? 1 : 0;
    }

    /// <summary>Same field values.</summary>
    public bool Equals(CommonPhyConfigChip? other) => RegisterAccess.SameFields<CommonPhyConfigChip, Unique>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<CommonPhyConfigChip, Unique>(this);
}
