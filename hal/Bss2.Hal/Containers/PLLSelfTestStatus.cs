using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Result of the PLL self test.</summary>
/// <remarks>Source: haldls pll.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record PLLSelfTestStatus : IOmnibusReadable<PLLSelfTestStatus, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("PLLSelfTestStatus", 1,
    [
        new("success", 0, 1, 0, true, FieldCoding.Plain, [new(0, 21, 1)]),
        new("finished", 0, 1, 0, true, FieldCoding.Plain, [new(0, 20, 1)]),
        new("counter_value", 0, 1048575, 0, false, FieldCoding.Plain, [new(0, 0, 20)]),
    ]);

    /// <summary>success.</summary>
    public bool Success { get; init; }

    /// <summary>finished.</summary>
    public bool Finished { get; init; }

    /// <summary>counter_value, 0..1048575.</summary>
    public int CounterValue { get; init; }

    static RegisterTransports IRegisterContainer<PLLSelfTestStatus, Unique>.ReadTransports => RegisterTransports.OmnibusOverJtag;

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0008_0007u;
    }

    /// <inheritdoc/>
    public static PLLSelfTestStatus FromFields(ReadOnlySpan<long> values) => new()
    {
        Success = values[0] != 0,
        Finished = values[1] != 0,
        CounterValue = (int)values[2],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Success ? 1 : 0;
        values[1] = Finished ? 1 : 0;
        values[2] = CounterValue;
    }
}
