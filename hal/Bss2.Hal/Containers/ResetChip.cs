using Bss2.Hal.Coordinates;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>Asserts or releases the reset of the chip.</summary>
/// <remarks>Source: fisch; register-map 13.</remarks>
public sealed record ResetChip : IWritable<Unique>
{
    /// <summary>Whether reset is active.</summary>
    public bool Value { get; init; }

    /// <inheritdoc/>
    public void AppendWrite(Unique coordinate, IInstructionSink sink) => sink.Append(ToFpga.Reset(Value));
}
