using Bss2.Hal.Containers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Registers;

/// <summary>A container that is written over I2C.</summary>
/// <typeparam name="TSelf">The container.</typeparam>
/// <typeparam name="TCoordinate">Where it lives.</typeparam>
public interface II2cWritable<TSelf, TCoordinate> : II2cContainer<TSelf, TCoordinate>, IWritable<TCoordinate>
    where TSelf : II2cWritable<TSelf, TCoordinate>
{
    static RegisterTransports IRegisterContainer<TSelf, TCoordinate>.WriteTransports => RegisterTransports.I2c;

    void IWritable<TCoordinate>.AppendWrite(TCoordinate coordinate, IInstructionSink sink) =>
        I2cRegisterAccess.AppendWrite((TSelf)this, coordinate, sink);
}
