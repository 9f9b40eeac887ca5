namespace Bss2.Hal.Coordinates;

/// <summary>
/// An INA219 of the board: 0 vdd12_digital, 1 vdd25_digital, 2 vdd12_analog, 3 vdd25_analog, 4 vdd12_madc, 5 vdd12_pll.
/// </summary>
/// <remarks>Source: halco i2c; register-map 13.2.</remarks>
public readonly record struct PowerMonitor : ICoordinate<PowerMonitor>
{
    /// <summary>How many there are.</summary>
    public const int Count = 6;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..5.</exception>
    public PowerMonitor(int value) => Value = Ranged.Require(nameof(PowerMonitor), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<PowerMonitor>.Count => Count;

    static PowerMonitor ICoordinate<PowerMonitor>.At(int number) => new(number);
}
