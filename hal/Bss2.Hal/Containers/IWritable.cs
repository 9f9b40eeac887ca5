using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>A container that can be written at a coordinate.</summary>
/// <typeparam name="TCoordinate">Where on the chip or FPGA it lives.</typeparam>
public interface IWritable<TCoordinate>
{
    /// <summary>Appends the messages that write this value at <paramref name="coordinate"/>.</summary>
    /// <exception cref="ArgumentException">A field is out of its range.</exception>
    void AppendWrite(TCoordinate coordinate, IInstructionSink sink);
}
