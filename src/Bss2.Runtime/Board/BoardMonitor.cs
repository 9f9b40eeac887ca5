using Bss2.Hal.I2c;

namespace Bss2.Runtime.Board;

/// <summary>Reads the board's power monitors and thermometer.</summary>
public sealed class BoardMonitor : IDisposable
{
    private readonly BoardI2cBus _bus;
    private readonly Ina219[] _rails;
    private readonly Tmp112 _thermometer;

    /// <summary>Opens the devices; they are not touched yet.</summary>
    /// <param name="master">I2C master of the board; not disposed here.</param>
    public BoardMonitor(II2cMaster master)
    {
        _bus = new(master);
        _rails = [.. Enum.GetValues<PowerRail>().Select(rail => new Ina219(_bus.CreateDevice(Ina219.FirstAddress + (int)rail)))];
        _thermometer = new(_bus.CreateDevice(Tmp112.Address));
    }

    /// <summary>All rails.</summary>
    /// <exception cref="IOException">A monitor does not answer.</exception>
    public IReadOnlyList<RailReading> ReadRails() => [.. Enum.GetValues<PowerRail>().Select(rail =>
        new RailReading(rail, _rails[(int)rail].ReadBusVolts(), _rails[(int)rail].ReadAmperes()))];

    /// <summary>Temperature, °C.</summary>
    /// <exception cref="IOException">The thermometer does not answer.</exception>
    public double ReadCelsius() => _thermometer.ReadCelsius();

    /// <inheritdoc/>
    public void Dispose() => _bus.Dispose();
}
