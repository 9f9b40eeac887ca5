using System.Device.I2c;
using Bss2.Hal.I2c;

namespace Bss2.Runtime.Board;

/// <summary>The board's I2C bus as System.Device.Gpio sees one: any driver written on its types runs on it unchanged.</summary>
/// <param name="master">Runs the transactions; not disposed here.</param>
/// <param name="overrideLimits">Lets drivers take supplies out of their limits: only with a board that you can afford to lose.</param>
/// <remarks>Those types are synchronous, so a call blocks until its program has run.</remarks>
public sealed class BoardI2cBus(II2cMaster master, bool overrideLimits = false) : I2cBus
{
    private readonly HashSet<int> _addresses = [];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The device was created before and not removed.</exception>
    public override I2cDevice CreateDevice(int deviceAddress) => _addresses.Add(new I2cAddress(deviceAddress).Value)
        ? new BoardI2cDevice(master, new(deviceAddress), overrideLimits)
        : throw new InvalidOperationException($"Device 0x{deviceAddress:X2} exists already on this bus; remove it first.");

    /// <inheritdoc/>
    public override void RemoveDevice(int deviceAddress)
    {
        if (!_addresses.Remove(deviceAddress))
        {
            throw new ArgumentException($"No device 0x{deviceAddress:X2} was created on this bus.", nameof(deviceAddress));
        }
    }
}
