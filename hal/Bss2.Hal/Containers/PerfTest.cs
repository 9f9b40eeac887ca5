using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>Performance test.</summary>
/// <remarks>Source: haldls perftest.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record PerfTest :
    IRegisterContainer<PerfTest, Unique>, IWritable<Unique>, IReadable<PerfTest, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("PerfTest", 1,
    [
        new("enable", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
    ]);

    /// <summary>enable.</summary>
    public bool Enable { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x8800_8000u;
    }

    /// <inheritdoc/>
    public static PerfTest FromFields(ReadOnlySpan<long> values) => new()
    {
        Enable = values[0] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Enable ? 1 : 0;
    }

    /// <inheritdoc/>
    public void AppendWrite(Unique coordinate, IInstructionSink sink) =>
        RegisterAccess.AppendWrite<PerfTest, Unique>(this, coordinate, sink);

    /// <inheritdoc/>
    public static AnswerKind Answer => AnswerKind.OmnibusData;

    /// <inheritdoc/>
    public static int AnswerCount => Layout.Words;

    /// <inheritdoc/>
    public static void AppendRead(Unique coordinate, IInstructionSink sink) =>
        RegisterAccess.AppendRead<PerfTest, Unique>(coordinate, sink);

    /// <inheritdoc/>
    public static PerfTest Decode(Unique coordinate, ReadOnlySpan<ulong> words) =>
        RegisterAccess.Decode<PerfTest, Unique>(words);
}
