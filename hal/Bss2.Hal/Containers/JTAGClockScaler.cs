using Bss2.Hal.Coordinates;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>Divider of the JTAG clock.</summary>
/// <remarks>Source: fisch; register-map 13.</remarks>
public sealed record JTAGClockScaler : IWritable<Unique>
{
    /// <summary>0..255.</summary>
    public byte Value { get; init; } = 6;

    /// <inheritdoc/>
    public void AppendWrite(Unique coordinate, IInstructionSink sink) => sink.Append(ToFpga.JtagScaler(Value));
}
