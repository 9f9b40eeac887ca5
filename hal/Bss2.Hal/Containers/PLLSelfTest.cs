using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>PLL self test.</summary>
/// <remarks>Source: haldls pll.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record PLLSelfTest : IOmnibusWritable<PLLSelfTest, Unique>, IOmnibusReadable<PLLSelfTest, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("PLLSelfTest", 1,
    [
        new("clock_enable", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
        new("pre_scaler_p", 0, 15, 0, false, FieldCoding.Plain, [new(0, 1, 4)]),
        new("select_source", 0, 3, 0, false, FieldCoding.Plain, [new(0, 5, 2)]),
        new("check_range", 0, 15, 0, false, FieldCoding.Plain, [new(0, 8, 4)]),
        new("check_value", 0, 1048575, 0, false, FieldCoding.Plain, [new(0, 12, 20)]),
    ]);

    /// <summary>clock_enable.</summary>
    public bool ClockEnable { get; init; }

    /// <summary>pre_scaler_p, 0..15.</summary>
    public int PreScalerP { get; init; }

    /// <summary>select_source, 0..3.</summary>
    public int SelectSource { get; init; }

    /// <summary>check_range, 0..15.</summary>
    public int CheckRange { get; init; }

    /// <summary>check_value, 0..1048575.</summary>
    public int CheckValue { get; init; }

    static RegisterTransports IRegisterContainer<PLLSelfTest, Unique>.WriteTransports =>
        RegisterTransports.JtagPll | RegisterTransports.OmnibusOverJtag;

    static RegisterTransports IRegisterContainer<PLLSelfTest, Unique>.ReadTransports => RegisterTransports.OmnibusOverJtag;

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0008_0005u;
    }

    /// <inheritdoc/>
    public static PLLSelfTest FromFields(ReadOnlySpan<long> values) => new()
    {
        ClockEnable = values[0] != 0,
        PreScalerP = (int)values[1],
        SelectSource = (int)values[2],
        CheckRange = (int)values[3],
        CheckValue = (int)values[4],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = ClockEnable ? 1 : 0;
        values[1] = PreScalerP;
        values[2] = SelectSource;
        values[3] = CheckRange;
        values[4] = CheckValue;
    }
}
