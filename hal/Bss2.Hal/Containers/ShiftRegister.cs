using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>Switches of the cube adapter board: analog multiplexers, LEDs, ADC and supplies.</summary>
/// <remarks>
/// Source: haldls spi.cpp; register-map 13.1. mux_1: 0 off, 1 and 2 read-out chain 0 and 1, 3 mux_rfu_0; mux_2: 0 off, 1 v_reset,
/// 2 vdd_res_meas, 3 mux_dac_25; mux_3: 0 off, 1 i_ref, 2 and 3 mux_rfu_1 and 2. LEDs are 1, 2, 3, 4, 7, 8; supplies 25 digital,
/// 12 digital, 25 analog, 12 analog, MADC, PLL. Names are those of the reference stack.
/// </remarks>
public sealed record ShiftRegister : IRegisterContainer<ShiftRegister, Unique>, IWritable<Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("ShiftRegister", 1,
    [
        new("mux_1", 0, 3, 0, false, FieldCoding.Plain, [new(0, 0, 2)]),
        new("mux_2", 0, 3, 0, false, FieldCoding.Plain, [new(0, 2, 2)]),
        new("mux_3", 0, 3, 0, false, FieldCoding.Plain, [new(0, 4, 2)]),
        new("enable_i_ref_board", 0, 1, 1, true, FieldCoding.Plain, [new(0, 6, 1)]),
        new("enable_measure_i_ref", 0, 1, 0, true, FieldCoding.Plain, [new(0, 7, 1)]),
        new("enable_dac_to_readout_0", 0, 1, 0, true, FieldCoding.Plain, [new(0, 8, 1)]),
        new("enable_dac_to_readout_1", 0, 1, 0, true, FieldCoding.Plain, [new(0, 9, 1)]),
        new("enable_led[0]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 10, 1, Inverted: true)]),
        new("enable_led[1]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 11, 1, Inverted: true)]),
        new("enable_led[2]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 12, 1, Inverted: true)]),
        new("enable_led[3]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 15, 1, Inverted: true)]),
        new("enable_led[4]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 22, 1, Inverted: true)]),
        new("enable_led[5]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 23, 1, Inverted: true)]),
        new("enable_adc_power_down", 0, 1, 0, true, FieldCoding.Plain, [new(0, 13, 1)]),
        new("enable_adc_reset", 0, 1, 0, true, FieldCoding.Plain, [new(0, 14, 1)]),
        new("enable_vdd[0]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 16, 1)]),
        new("enable_vdd[1]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 17, 1)]),
        new("enable_vdd[2]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 18, 1)]),
        new("enable_vdd[3]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 19, 1)]),
        new("enable_vdd[4]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 20, 1)]),
        new("enable_vdd[5]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 21, 1)]),
    ]);

    /// <summary>mux_1, 0..3.</summary>
    public int Mux1 { get; init; }

    /// <summary>mux_2, 0..3.</summary>
    public int Mux2 { get; init; }

    /// <summary>mux_3, 0..3.</summary>
    public int Mux3 { get; init; }

    /// <summary>enable_i_ref_board.</summary>
    public bool EnableIRefBoard { get; init; } = true;

    /// <summary>enable_measure_i_ref.</summary>
    public bool EnableMeasureIRef { get; init; }

    /// <summary>enable_dac_to_readout_0.</summary>
    public bool EnableDacToReadout0 { get; init; }

    /// <summary>enable_dac_to_readout_1.</summary>
    public bool EnableDacToReadout1 { get; init; }

    /// <summary>enable_led, 6 values.</summary>
    public IReadOnlyList<bool> EnableLed { get; init; } = [false, false, false, false, false, false];

    /// <summary>enable_adc_power_down.</summary>
    public bool EnableAdcPowerDown { get; init; }

    /// <summary>enable_adc_reset.</summary>
    public bool EnableAdcReset { get; init; }

    /// <summary>enable_vdd, 6 values.</summary>
    public IReadOnlyList<bool> EnableVdd { get; init; } = [true, true, true, true, true, true];

    static RegisterTransports IRegisterContainer<ShiftRegister, Unique>.WriteTransports => RegisterTransports.Spi;

    /// <inheritdoc/>
    public void AppendWrite(Unique coordinate, IInstructionSink sink)
    {
        Span<uint> words = stackalloc uint[Layout.Words];
        RegisterAccess.Encode<ShiftRegister, Unique>(this, words);
        SpiWords.Append(SpiWords.ShiftRegister, [(byte)(words[0] >> 16), (byte)(words[0] >> 8), (byte)words[0]], sink);
    }

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0;
    }

    /// <inheritdoc/>
    public static ShiftRegister FromFields(ReadOnlySpan<long> values) => new()
    {
        Mux1 = (int)values[0],
        Mux2 = (int)values[1],
        Mux3 = (int)values[2],
        EnableIRefBoard = values[3] != 0,
        EnableMeasureIRef = values[4] != 0,
        EnableDacToReadout0 = values[5] != 0,
        EnableDacToReadout1 = values[6] != 0,
        EnableLed = RegisterArray.Switches(values.Slice(7, 6)),
        EnableAdcPowerDown = values[13] != 0,
        EnableAdcReset = values[14] != 0,
        EnableVdd = RegisterArray.Switches(values.Slice(15, 6)),
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Mux1;
        values[1] = Mux2;
        values[2] = Mux3;
        values[3] = EnableIRefBoard ? 1 : 0;
        values[4] = EnableMeasureIRef ? 1 : 0;
        values[5] = EnableDacToReadout0 ? 1 : 0;
        values[6] = EnableDacToReadout1 ? 1 : 0;
        RegisterArray.GetSwitches("ShiftRegister.enable_led", EnableLed, values.Slice(7, 6));
        values[13] = EnableAdcPowerDown ? 1 : 0;
        values[14] = EnableAdcReset ? 1 : 0;
        RegisterArray.GetSwitches("ShiftRegister.enable_vdd", EnableVdd, values.Slice(15, 6));
    }

    /// <summary>Same field values.</summary>
    public bool Equals(ShiftRegister? other) => RegisterAccess.SameFields<ShiftRegister, Unique>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<ShiftRegister, Unique>(this);
}
