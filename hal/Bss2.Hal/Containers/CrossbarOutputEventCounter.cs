using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>Events passed by a crossbar output.</summary>
/// <remarks>Source: haldls routing_crossbar.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CrossbarOutputEventCounter :
    IRegisterContainer<CrossbarOutputEventCounter, CrossbarOutput>, IReadable<CrossbarOutputEventCounter, CrossbarOutput>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CrossbarOutputEventCounter", 1,
    [
        new("value", 0, 0xFF_FFFF, 0, false, FieldCoding.Plain, [new(0, 0, 24)]),
    ]);

    /// <summary>value, 24 bits.</summary>
    public int Value { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(CrossbarOutput coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0013_0079u + 1u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static CrossbarOutputEventCounter FromFields(ReadOnlySpan<long> values) => new()
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
    public static void AppendRead(CrossbarOutput coordinate, IInstructionSink sink) =>
        RegisterAccess.AppendRead<CrossbarOutputEventCounter, CrossbarOutput>(coordinate, sink);

    /// <inheritdoc/>
    public static CrossbarOutputEventCounter Decode(CrossbarOutput coordinate, ReadOnlySpan<ulong> words) =>
        RegisterAccess.Decode<CrossbarOutputEventCounter, CrossbarOutput>(words);
}
