using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>A container that can be read from a coordinate.</summary>
/// <typeparam name="TSelf">The container.</typeparam>
/// <typeparam name="TCoordinate">Where on the chip or FPGA it lives.</typeparam>
public interface IReadable<TSelf, TCoordinate>
    where TSelf : IReadable<TSelf, TCoordinate>
{
    /// <summary>Which list of answers the read consumes.</summary>
    static abstract AnswerKind Answer { get; }

    /// <summary>How many answers it consumes.</summary>
    static abstract int AnswerCount { get; }

    /// <summary>Appends the messages that read the container at <paramref name="coordinate"/>.</summary>
    static abstract void AppendRead(TCoordinate coordinate, IInstructionSink sink);

    /// <summary>Decodes the answers, in order; bits that belong to no field are ignored.</summary>
    /// <param name="coordinate">Where they were read.</param>
    /// <param name="words"><see cref="AnswerCount"/> answers; JTAG answers are 33 bits wide.</param>
    static abstract TSelf Decode(TCoordinate coordinate, ReadOnlySpan<ulong> words);
}
