using Bss2.Hal.Containers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Registers;

/// <summary>A container that is read over I2C, a byte per answer.</summary>
/// <typeparam name="TSelf">The container.</typeparam>
/// <typeparam name="TCoordinate">Where it lives.</typeparam>
public interface II2cReadable<TSelf, TCoordinate> : II2cContainer<TSelf, TCoordinate>, IReadable<TSelf, TCoordinate>
    where TSelf : II2cReadable<TSelf, TCoordinate>
{
    static RegisterTransports IRegisterContainer<TSelf, TCoordinate>.ReadTransports => RegisterTransports.I2c;

    static AnswerKind IReadable<TSelf, TCoordinate>.Answer => AnswerKind.OmnibusData;

    static int IReadable<TSelf, TCoordinate>.AnswerCount => TSelf.Layout.Words * TSelf.RegisterBytes;

    static void IReadable<TSelf, TCoordinate>.AppendRead(TCoordinate coordinate, IInstructionSink sink) =>
        I2cRegisterAccess.AppendRead<TSelf, TCoordinate>(coordinate, sink);

    static TSelf IReadable<TSelf, TCoordinate>.Decode(TCoordinate coordinate, ReadOnlySpan<ulong> words) =>
        I2cRegisterAccess.Decode<TSelf, TCoordinate>(coordinate, words);
}
