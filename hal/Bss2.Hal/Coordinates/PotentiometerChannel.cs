namespace Bss2.Hal.Coordinates;

/// <summary>A wiper of the AD5252 potentiometers of a jBOA board: 2 · device + wiper.</summary>
/// <remarks>Source: halco jboa; register-map 13.2.</remarks>
public readonly record struct PotentiometerChannel : ICoordinate<PotentiometerChannel>
{
    /// <summary>How many there are.</summary>
    public const int Count = 6;

    private const int PerDevice = 2;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..5.</exception>
    public PotentiometerChannel(int value) => Value = Ranged.Require(nameof(PotentiometerChannel), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    /// <summary>Device, 0..2.</summary>
    public int Device => Value / PerDevice;

    /// <summary>The device's own channel number, 1 or 3.</summary>
    public int DeviceChannel => 1 + 2 * (Value % PerDevice);

    static int ICoordinate<PotentiometerChannel>.Count => Count;

    static PotentiometerChannel ICoordinate<PotentiometerChannel>.At(int number) => new(number);
}
