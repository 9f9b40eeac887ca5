using System.Globalization;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Sources of the chip's clocks: 0 serialisers, 1 PHY reference, 2 plasticity processors, 3 MADC.</summary>
/// <remarks>Source: haldls v3/pll.cpp; register-map 11. Names are those of the reference stack.</remarks>
public sealed record PLLClockOutputBlock :
    IOmnibusWritable<PLLClockOutputBlock, Unique>, IOmnibusReadable<PLLClockOutputBlock, Unique>
{
    private const int Outputs = 4, BitsPerOutput = 8, FieldsPerOutput = 4;

    private static readonly PLLClockOutput[] Defaults =
        [new(), new(), new() { Adpll = new(1), AdpllOutput = AdpllOutput.Core1 }, new() { AdpllOutput = AdpllOutput.Dco }];

    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("PLLClockOutputBlock", 1,
    [
        .. Enumerable.Range(0, Outputs).SelectMany(OutputFields),
        new("switch_spl1_to_madc", 0, 1, 0, true, FieldCoding.Plain, [new(0, 31, 1)]),
    ]);

    /// <summary>output, 4 values.</summary>
    public IReadOnlyList<PLLClockOutput> Output { get; init; } = Defaults;

    /// <summary>switch_spl1_to_madc.</summary>
    public bool SwitchSpl1ToMadc { get; init; }

    static RegisterTransports IRegisterContainer<PLLClockOutputBlock, Unique>.WriteTransports =>
        RegisterTransports.JtagPll | RegisterTransports.OmnibusOverJtag;

    static RegisterTransports IRegisterContainer<PLLClockOutputBlock, Unique>.ReadTransports =>
        RegisterTransports.OmnibusOverJtag;

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses) => addresses[0] = 0x0008_0004u;

    /// <inheritdoc/>
    public static PLLClockOutputBlock FromFields(ReadOnlySpan<long> values)
    {
        var output = new PLLClockOutput[Outputs];
        for (int i = 0; i < Outputs; i++)
        {
            ReadOnlySpan<long> own = values.Slice(FieldsPerOutput * i, FieldsPerOutput);
            output[i] = new()
            {
                EnableOutput = own[0] != 0,
                EnableBypass = own[1] != 0,
                Adpll = new((int)own[2]),
                AdpllOutput = (AdpllOutput)own[3],
            };
        }
        return new() { Output = output, SwitchSpl1ToMadc = values[FieldsPerOutput * Outputs] != 0 };
    }

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.RequireCount("PLLClockOutputBlock.output", Output, Outputs);
        for (int i = 0; i < Outputs; i++)
        {
            Span<long> own = values.Slice(FieldsPerOutput * i, FieldsPerOutput);
            (own[0], own[1]) = (Output[i].EnableOutput ? 1 : 0, Output[i].EnableBypass ? 1 : 0);
            (own[2], own[3]) = (Output[i].Adpll.Value, (long)Output[i].AdpllOutput);
        }
        values[FieldsPerOutput * Outputs] = SwitchSpl1ToMadc ? 1 : 0;
    }

    /// <summary>Same field values.</summary>
    public bool Equals(PLLClockOutputBlock? other) => RegisterAccess.SameFields<PLLClockOutputBlock, Unique>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<PLLClockOutputBlock, Unique>(this);

    private static RegisterField[] OutputFields(int i)
    {
        PLLClockOutput standard = Defaults[i];
        string at = string.Create(CultureInfo.InvariantCulture, $"output[{i}].");
        int lsb = BitsPerOutput * i;
        return
        [
            new(at + "enable_output", 0, 1, 1, true, FieldCoding.Plain, [new(0, lsb, 1)]),
            new(at + "enable_bypass", 0, 1, 0, true, FieldCoding.Plain, [new(0, lsb + 1, 1)]),
            new(at + "adpll", 0, 1, standard.Adpll.Value, false, FieldCoding.Plain, [new(0, lsb + 2, 1)]),
            new(at + "adpll_output", 0, 2, (long)standard.AdpllOutput, false, FieldCoding.Plain, [new(0, lsb + 3, 2)]),
        ];
    }
}
