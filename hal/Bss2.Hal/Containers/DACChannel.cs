using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>Value of a DAC channel of the cube adapter board, and its take-over.</summary>
/// <remarks>
/// Source: haldls spi.cpp; register-map 13.1. DAC 0: v_reset, v_res_meas, mux_rfu_0, mux_rfu_1, i_ref_board, ana_readout_debug_0
/// and 1, mux_dac_25; DAC 1: vdd25_digital, vdd12_digital, vdd25_analog, vdd12_analog, vdd12_madc, vdd12_pll, two of general
/// purpose. Names are those of the reference stack.
/// </remarks>
public sealed record DACChannel : IRegisterContainer<DACChannel, BoardDacChannel>, IWritable<BoardDacChannel>
{
    private const int LoadRegister = 1, LoadNow = 2;

    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("DACChannel", 1,
    [
        new("value", 0, 4095, 0, false, FieldCoding.Plain, [new(0, 0, 12)]),
    ]);

    /// <summary>value, 0..4095.</summary>
    public int Value { get; init; }

    static RegisterTransports IRegisterContainer<DACChannel, BoardDacChannel>.WriteTransports => RegisterTransports.Spi;

    /// <inheritdoc/>
    public void AppendWrite(BoardDacChannel coordinate, IInstructionSink sink)
    {
        Span<uint> words = stackalloc uint[Layout.Words];
        RegisterAccess.Encode<DACChannel, BoardDacChannel>(this, words);
        uint data = (uint)coordinate.Channel << 12 | words[0];
        SpiWords.Append(SpiWords.Dac(coordinate.Dac.Value), [(byte)(data >> 8), (byte)data], sink);
        SpiWords.Append(SpiWords.Dac(coordinate.Dac.Value), [DACControl.Register(LoadRegister), LoadNow], sink);
    }

    /// <inheritdoc/>
    public static void GetAddresses(BoardDacChannel coordinate, Span<uint> addresses)
    {
        addresses[0] = (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static DACChannel FromFields(ReadOnlySpan<long> values) => new()
    {
        Value = (int)values[0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Value;
    }
}
