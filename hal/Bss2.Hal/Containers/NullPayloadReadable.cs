using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>A marker in the stream: nothing is read, its answer tells when it was passed.</summary>
/// <remarks>Source: fisch null_payload_readable; register-map 13.</remarks>
public sealed record NullPayloadReadable : IRegisterContainer<NullPayloadReadable, Unique>, IReadable<NullPayloadReadable, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("NullPayloadReadable", 0, []);

    static RegisterTransports IRegisterContainer<NullPayloadReadable, Unique>.ReadTransports => RegisterTransports.Instruction;

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses) => addresses.Clear();

    /// <inheritdoc/>
    public static NullPayloadReadable FromFields(ReadOnlySpan<long> values) => new();

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
    }

    /// <inheritdoc/>
    public static AnswerKind Answer => AnswerKind.LoopbackTick;

    /// <inheritdoc/>
    public static int AnswerCount => 1;

    /// <inheritdoc/>
    public static void AppendRead(Unique coordinate, IInstructionSink sink) => sink.Append(ToFpga.Loopback(tick: true));

    /// <inheritdoc/>
    public static NullPayloadReadable Decode(Unique coordinate, ReadOnlySpan<ulong> words) => new();
}
