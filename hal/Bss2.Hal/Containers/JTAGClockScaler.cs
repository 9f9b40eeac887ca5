using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>Divider of the JTAG clock.</summary>
/// <remarks>Source: fisch jtag; register-map 13.</remarks>
public sealed record JTAGClockScaler : IRegisterContainer<JTAGClockScaler, Unique>, IWritable<Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("JTAGClockScaler", 1,
        [new("value", 0, 255, 6, false, FieldCoding.Plain, [new(0, 0, 8)])]);

    /// <summary>0..255.</summary>
    public byte Value { get; init; } = 6;

    static RegisterTransports IRegisterContainer<JTAGClockScaler, Unique>.WriteTransports => RegisterTransports.Instruction;

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses) => addresses.Clear();

    /// <inheritdoc/>
    public static JTAGClockScaler FromFields(ReadOnlySpan<long> values) => new() { Value = (byte)values[0] };

    /// <inheritdoc/>
    public void GetFields(Span<long> values) => values[0] = Value;

    /// <inheritdoc/>
    public void AppendWrite(Unique coordinate, IInstructionSink sink) => sink.Append(ToFpga.JtagScaler(Value));
}
