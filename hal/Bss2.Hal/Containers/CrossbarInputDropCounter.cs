using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>Events dropped at a crossbar input.</summary>
/// <remarks>Source: haldls routing_crossbar.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CrossbarInputDropCounter :
    IRegisterContainer<CrossbarInputDropCounter, CrossbarInput>, IReadable<CrossbarInputDropCounter, CrossbarInput>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CrossbarInputDropCounter", 1,
    [
        new("value", 0, 65535, 0, false, FieldCoding.Plain, [new(0, 0, 16)]),
    ]);

    /// <summary>value, 0..65535.</summary>
    public int Value { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(CrossbarInput coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0013_0065u + 1u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static CrossbarInputDropCounter FromFields(ReadOnlySpan<long> values) => new()
    {
        Value = (int)values[0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Value;
    }

    /// <inheritdoc/>
    public static AnswerKind Answer => AnswerKind.OmnibusData;

    /// <inheritdoc/>
    public static int AnswerCount => Layout.Words;

    /// <inheritdoc/>
    public static void AppendRead(CrossbarInput coordinate, IInstructionSink sink) =>
        RegisterAccess.AppendRead<CrossbarInputDropCounter, CrossbarInput>(coordinate, sink);

    /// <inheritdoc/>
    public static CrossbarInputDropCounter Decode(CrossbarInput coordinate, ReadOnlySpan<ulong> words) =>
        RegisterAccess.Decode<CrossbarInputDropCounter, CrossbarInput>(words);
}
