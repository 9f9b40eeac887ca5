using Bss2.Hal.Coordinates;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>Resets the JTAG TAP.</summary>
/// <remarks>Source: fisch; register-map 13.</remarks>
public sealed record ResetJTAGTap : IWritable<Unique>
{

    /// <inheritdoc/>
    public void AppendWrite(Unique coordinate, IInstructionSink sink) => sink.Append(ToFpga.JtagInit());
}
