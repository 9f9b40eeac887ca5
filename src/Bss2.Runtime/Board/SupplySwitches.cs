using System.Device.I2c;
using Iot.Device.Tca955x;

namespace Bss2.Runtime.Board;

/// <summary>Switches of a jBOA's supplies, behind its expander.</summary>
/// <remarks>
/// Register-map 13.2: a line that drives 1 disables. The expander's driver is Iot.Device.Bindings'; 0x38 is the address of a TCA9554A, which
/// it would refuse, hence no check of it.
/// </remarks>
public sealed class SupplySwitches : IDisposable
{
    /// <summary>Address of the expander.</summary>
    public const int Address = 0x38;

    private readonly Tca9554 _expander;

    /// <summary>Opens the expander; nothing is switched yet.</summary>
    /// <param name="device">Its I2C device; not disposed here.</param>
    /// <exception cref="IOException">It does not answer.</exception>
    public SupplySwitches(I2cDevice device) => _expander = new(device, shouldDispose: false, skipAddressCheck: true);

    /// <summary>Whether a supply is switched on.</summary>
    public bool IsOn(PowerRail rail) => (_expander.ReadByte(Register.OutputPort) & ~_expander.ReadByte(Register.ConfigurationPort) & Line(rail)) == 0;

    /// <summary>Switches a supply.</summary>
    public void Set(PowerRail rail, bool on)
    {
        int levels = _expander.ReadByte(Register.OutputPort) & ~Line(rail);
        // The level first: a line that becomes an output drives what it is to drive.
        _expander.WriteByte(Register.OutputPort, (byte)(levels | (on ? 0 : Line(rail))));
        _expander.WriteByte(Register.ConfigurationPort, (byte)(_expander.ReadByte(Register.ConfigurationPort) & ~Line(rail)));
    }

    /// <inheritdoc/>
    public void Dispose() => _expander.Dispose();

    private static int Line(PowerRail rail) => 1 << rail switch
    {
        PowerRail.Vdd25Digital => 0,
        PowerRail.Vdd12Digital => 1,
        PowerRail.Vdd12Pll => 2,
        PowerRail.Vdd12Madc => 3,
        PowerRail.Vdd25Analog => 4,
        _ => 5,
    };
}
