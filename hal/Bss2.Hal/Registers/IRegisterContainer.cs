using Bss2.Hal.I2c;

namespace Bss2.Hal.Registers;

/// <summary>A container whose bits are described by a field table.</summary>
/// <typeparam name="TSelf">The container.</typeparam>
/// <typeparam name="TCoordinate">Where it lives.</typeparam>
public interface IRegisterContainer<TSelf, TCoordinate>
    where TSelf : IRegisterContainer<TSelf, TCoordinate>
{
    /// <summary>The table.</summary>
    static abstract RegisterLayout Layout { get; }

    /// <summary>Transports that can write it; the lowest is the usual one.</summary>
    static virtual RegisterTransports WriteTransports => RegisterTransports.None;

    /// <summary>Transports that can read it; the lowest is the usual one.</summary>
    static virtual RegisterTransports ReadTransports => RegisterTransports.None;

    /// <summary>
    /// Addresses of its words, in the order in which they are written and read: Omnibus addresses, or the register numbers of the
    /// device
    /// or port that holds them.
    /// </summary>
    static abstract void GetAddresses(TCoordinate coordinate, Span<uint> addresses);

    /// <summary>The I2C device that holds it, or null where there is none.</summary>
    static virtual I2cAddress? Device(TCoordinate coordinate) => null;

    /// <summary>How far its words are shifted to the left on an I2C bus.</summary>
    static virtual int BusShift => 0;

    /// <summary>Field values in table order.</summary>
    void GetFields(Span<long> values);

    /// <summary>A container from field values in table order.</summary>
    static abstract TSelf FromFields(ReadOnlySpan<long> values);
}
