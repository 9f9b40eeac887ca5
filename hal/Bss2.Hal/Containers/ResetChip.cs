using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>The chip's reset pin.</summary>
/// <remarks>Source: fisch reset; register-map 13.</remarks>
public sealed record ResetChip : IRegisterContainer<ResetChip, Unique>, IWritable<Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("ResetChip", 1,
        [new("value", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)])]);

    /// <summary>Whether the chip is held in reset.</summary>
    public bool Value { get; init; }

    static RegisterTransports IRegisterContainer<ResetChip, Unique>.WriteTransports => RegisterTransports.Instruction;

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses) => addresses.Clear();

    /// <inheritdoc/>
    public static ResetChip FromFields(ReadOnlySpan<long> values) => new() { Value = values[0] != 0 };

    /// <inheritdoc/>
    public void GetFields(Span<long> values) => values[0] = Value ? 1 : 0;

    /// <inheritdoc/>
    public void AppendWrite(Unique coordinate, IInstructionSink sink) => sink.Append(ToFpga.Reset(Value));
}
