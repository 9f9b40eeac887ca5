using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>Gain, reference and channel enables of a DAC of the cube adapter board.</summary>
/// <remarks>
/// Source: haldls spi.cpp; register-map 13.1. Addresses: 4 · DAC + control register; 0 gain and reference, 1 load, 2 power down,
/// 3 reset. Names are those of the reference stack.
/// </remarks>
public sealed record DACControl : IRegisterContainer<DACControl, BoardDac>, IWritable<BoardDac>
{
    private const int GainRegister = 0, PowerDownRegister = 2;

    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("DACControl", 2,
    [
        new("enable_channel[0]", 0, 1, 1, true, FieldCoding.Plain, [new(1, 0, 1, Inverted: true)]),
        new("enable_channel[1]", 0, 1, 1, true, FieldCoding.Plain, [new(1, 1, 1, Inverted: true)]),
        new("enable_channel[2]", 0, 1, 1, true, FieldCoding.Plain, [new(1, 2, 1, Inverted: true)]),
        new("enable_channel[3]", 0, 1, 1, true, FieldCoding.Plain, [new(1, 3, 1, Inverted: true)]),
        new("enable_channel[4]", 0, 1, 1, true, FieldCoding.Plain, [new(1, 4, 1, Inverted: true)]),
        new("enable_channel[5]", 0, 1, 1, true, FieldCoding.Plain, [new(1, 5, 1, Inverted: true)]),
        new("enable_channel[6]", 0, 1, 1, true, FieldCoding.Plain, [new(1, 6, 1, Inverted: true)]),
        new("enable_channel[7]", 0, 1, 1, true, FieldCoding.Plain, [new(1, 7, 1, Inverted: true)]),
    ], fixedBits: [0x0Cu, 0]);

    /// <summary>enable_channel, 8 values.</summary>
    public IReadOnlyList<bool> EnableChannel { get; init; } = [true, true, true, true, true, true, true, true];

    static RegisterTransports IRegisterContainer<DACControl, BoardDac>.WriteTransports => RegisterTransports.Spi;

    /// <inheritdoc/>
    public void AppendWrite(BoardDac coordinate, IInstructionSink sink)
    {
        Span<uint> words = stackalloc uint[Layout.Words];
        RegisterAccess.Encode<DACControl, BoardDac>(this, words);
        SpiWords.Append(SpiWords.Dac(coordinate.Value), [Register(GainRegister), (byte)words[0]], sink);
        SpiWords.Append(SpiWords.Dac(coordinate.Value), [Register(PowerDownRegister), (byte)words[1]], sink);
    }

    /// <summary>The byte that addresses a control register.</summary>
    internal static byte Register(int number) => (byte)(0x80 + 0x20 * number);

    /// <inheritdoc/>
    public static void GetAddresses(BoardDac coordinate, Span<uint> addresses)
    {
        addresses[0] = 4u * (uint)coordinate.Value;
        addresses[1] = 4u * (uint)coordinate.Value + PowerDownRegister;
    }

    /// <inheritdoc/>
    public static DACControl FromFields(ReadOnlySpan<long> values) => new()
    {
        EnableChannel = RegisterArray.Switches(values.Slice(0, 8)),
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.GetSwitches("DACControl.enable_channel", EnableChannel, values.Slice(0, 8));
    }

    /// <summary>Same field values.</summary>
    public bool Equals(DACControl? other) => RegisterAccess.SameFields<DACControl, BoardDac>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<DACControl, BoardDac>(this);
}
