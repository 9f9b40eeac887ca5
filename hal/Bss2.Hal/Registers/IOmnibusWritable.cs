using Bss2.Hal.Containers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Registers;

/// <summary>A container that is written by Omnibus accesses, or by what stands for them on another transport.</summary>
/// <typeparam name="TSelf">The container.</typeparam>
/// <typeparam name="TCoordinate">Where it lives.</typeparam>
public interface IOmnibusWritable<TSelf, TCoordinate> : IRegisterContainer<TSelf, TCoordinate>, IWritable<TCoordinate>
    where TSelf : IOmnibusWritable<TSelf, TCoordinate>
    where TCoordinate : struct
{
    /// <summary>Registers of the FPGA: Omnibus. Of the chip: also over JTAG.</summary>
    static RegisterTransports IRegisterContainer<TSelf, TCoordinate>.WriteTransports =>
        RegisterAccess.ByAddress<TSelf, TCoordinate>();

    void IWritable<TCoordinate>.AppendWrite(TCoordinate coordinate, IInstructionSink sink) =>
        RegisterAccess.AppendWrite((TSelf)this, coordinate, RegisterAccess.Usual(TSelf.WriteTransports), sink);
}
