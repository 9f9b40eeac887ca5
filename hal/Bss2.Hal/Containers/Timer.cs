using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>The executor's timer: written it becomes 0, whatever was asked for; waiting is an instruction of its own.</summary>
/// <remarks>Source: fisch timer; register-map 13.</remarks>
public sealed record Timer : IRegisterContainer<Timer, Unique>, IWritable<Unique>, IReadable<Timer, Unique>
{
    private const uint Address = 0x8800_000C;

    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("Timer", 1,
        [new("value", 0, uint.MaxValue, 0, false, FieldCoding.Plain, [new(0, 0, 32)])]);

    /// <summary>FPGA cycles of 8 ns since it was set to 0.</summary>
    public uint Value { get; init; }

    static RegisterTransports IRegisterContainer<Timer, Unique>.WriteTransports => RegisterTransports.Instruction;

    static RegisterTransports IRegisterContainer<Timer, Unique>.ReadTransports => RegisterTransports.Instruction;

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses) => addresses.Clear();

    /// <inheritdoc/>
    public static Timer FromFields(ReadOnlySpan<long> values) => new() { Value = (uint)values[0] };

    /// <inheritdoc/>
    public void GetFields(Span<long> values) => values[0] = Value;

    /// <inheritdoc/>
    public void AppendWrite(Unique coordinate, IInstructionSink sink) => sink.Append(ToFpga.Setup());

    /// <inheritdoc/>
    public static AnswerKind Answer => AnswerKind.OmnibusData;

    /// <inheritdoc/>
    public static int AnswerCount => 1;

    /// <inheritdoc/>
    public static void AppendRead(Unique coordinate, IInstructionSink sink) =>
        sink.Append(ToFpga.OmnibusAddress(Address, read: true));

    /// <inheritdoc/>
    public static Timer Decode(Unique coordinate, ReadOnlySpan<ulong> words) => new() { Value = (uint)words[0] };
}
