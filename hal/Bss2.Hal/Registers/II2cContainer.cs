using Bss2.Hal.I2c;

namespace Bss2.Hal.Registers;

/// <summary>A container in the registers of an I2C device; its addresses are the device's register numbers.</summary>
/// <typeparam name="TSelf">The container.</typeparam>
/// <typeparam name="TCoordinate">Where it lives.</typeparam>
public interface II2cContainer<TSelf, TCoordinate> : IRegisterContainer<TSelf, TCoordinate>
    where TSelf : II2cContainer<TSelf, TCoordinate>
{
    /// <summary>The device.</summary>
    static abstract I2cAddress BusAddress(TCoordinate coordinate);

    static I2cAddress? IRegisterContainer<TSelf, TCoordinate>.Device(TCoordinate coordinate) => TSelf.BusAddress(coordinate);

    /// <summary>Bytes of a register on the bus, most significant first.</summary>
    static abstract int RegisterBytes { get; }

    /// <summary>Whether a write names its register first; a device with one register has no need to.</summary>
    static virtual bool NamesRegister => true;
}
