using Bss2.Hal.Containers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Registers;

/// <summary>A container that is read by Omnibus accesses, or by what stands for them on another transport.</summary>
/// <typeparam name="TSelf">The container.</typeparam>
/// <typeparam name="TCoordinate">Where it lives.</typeparam>
public interface IOmnibusReadable<TSelf, TCoordinate> : IRegisterContainer<TSelf, TCoordinate>, IReadable<TSelf, TCoordinate>
    where TSelf : IOmnibusReadable<TSelf, TCoordinate>
    where TCoordinate : struct
{
    /// <summary>Registers of the FPGA: Omnibus. Of the chip: also over JTAG.</summary>
    static RegisterTransports IRegisterContainer<TSelf, TCoordinate>.ReadTransports =>
        RegisterAccess.ByAddress<TSelf, TCoordinate>();

    static AnswerKind IReadable<TSelf, TCoordinate>.Answer => RegisterAccess.AnswerOf(RegisterAccess.Usual(TSelf.ReadTransports));

    static int IReadable<TSelf, TCoordinate>.AnswerCount => TSelf.Layout.Words;

    static void IReadable<TSelf, TCoordinate>.AppendRead(TCoordinate coordinate, IInstructionSink sink) =>
        RegisterAccess.AppendRead<TSelf, TCoordinate>(coordinate, RegisterAccess.Usual(TSelf.ReadTransports), sink);

    static TSelf IReadable<TSelf, TCoordinate>.Decode(TCoordinate coordinate, ReadOnlySpan<ulong> words) =>
        RegisterAccess.Decode<TSelf, TCoordinate>(words);
}
