namespace Bss2.Emulator.Board;

/// <summary>Numbers of the emulated board with their source; "A" marks an assumption. They touch no spike.</summary>
/// <remarks>AC = analog-core notes, section 7; RM = register-map 13.</remarks>
internal static class BoardDefaults
{
    // Rails in the order of their monitors: vdd12_digital, vdd25_digital, vdd12_analog, vdd25_analog, vdd12_madc, vdd12_pll (RM).
    public const int Rails = 6;

    // Volts (AC 7), power at rest in watts (AC 7, A), spread of a die (AC 7, A).
    public static ReadOnlySpan<double> Volts => [1.2, 2.5, 1.2, 2.5, 1.2, 1.2];

    public static ReadOnlySpan<double> RestWatts => [85e-3, 25e-3, 45e-3, 30e-3, 5e-3, 10e-3];

    public const double Spread = 0.03;

    // Energies (AC 7, A): a synaptic event loads the analog 1.2 V rail, a spike packet the digital one.
    public const double SynapticEventJoule = 10e-12, SpikePacketJoule = 1e-9;

    // Watts on the MADC's rail while it samples (AC 7, A).
    public const double MadcSamplingWatts = 8e-3;

    // Shunts and steps of the monitors (AC 7; data sheet SBOS448); offset of a shunt converter of a die (data sheet: 10 µV typical).
    public const double ShuntOhm = 0.027, ShuntStepVolts = 10e-6, BusStepVolts = 4e-3, ShuntOffsetVolts = 10e-6;

    // A rail follows its DAC or potentiometer around the code of bring-up: volts of the whole range over nominal volts (A).
    public const double TrimOfRange = 0.5;

    public const int DacRange = 4096, WiperRange = 256;

    /// <summary>DAC channel of the second DAC per rail, and its code of bring-up on a cube (RM 15).</summary>
    public static ReadOnlySpan<int> DacChannel => [1, 0, 3, 2, 4, 5];

    public static ReadOnlySpan<int> DacCode => [2090, 608, 1630, 608, 440, 440];

    /// <summary>Rail of each potentiometer wiper (device · 2 + wiper) and its code of bring-up on a jBOA (RM 13.2, 15).</summary>
    public static ReadOnlySpan<int> WiperRail => [1, 0, 5, 4, 2, 3];

    public static ReadOnlySpan<int> WiperCode => [0xA7, 0x93, 0xA8, 0xA8, 0xA8, 0xA7];

    /// <summary>Bit of the shift register's supply switch, and of the expander's disable switch (RM 13.1, 13.2).</summary>
    public static ReadOnlySpan<int> ShiftBit => [17, 16, 19, 18, 20, 21];

    public static ReadOnlySpan<int> ExpanderBit => [1, 0, 5, 4, 3, 2];

    public const int ExpanderPowerBit = 7;

    // Board temperature in °C (A).
    public const double TemperatureC = 36;

    /// <summary>FPGA cycles of 8 ns for a byte with its acknowledge at 400 kHz (A: fast mode, which all devices know).</summary>
    public const int ByteCycles = 2813;

    /// <summary>FPGA cycles of a 12-bit conversion, 532 µs (SBOS448).</summary>
    public const long ConversionCycles = 66_500;

    /// <summary>All of them, as docs/decisions freezes them.</summary>
    public static IReadOnlyList<double> Frozen =>
    [
        .. Volts, .. RestWatts, Spread, SynapticEventJoule, SpikePacketJoule, MadcSamplingWatts, ShuntOhm, ShuntStepVolts, BusStepVolts,
        ShuntOffsetVolts, TrimOfRange, DacRange, WiperRange, .. DacChannel.ToArray().Select(c => (double)c), .. DacCode.ToArray().Select(c => (double)c),
        .. WiperRail.ToArray().Select(c => (double)c), .. WiperCode.ToArray().Select(c => (double)c), TemperatureC, ByteCycles, ConversionCycles,
    ];
}
