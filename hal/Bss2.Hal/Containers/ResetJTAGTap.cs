using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>Resets the chip's JTAG port.</summary>
/// <remarks>Source: fisch jtag; register-map 13.</remarks>
public sealed record ResetJTAGTap : IRegisterContainer<ResetJTAGTap, Unique>, IWritable<Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("ResetJTAGTap", 0, []);

    static RegisterTransports IRegisterContainer<ResetJTAGTap, Unique>.WriteTransports => RegisterTransports.Instruction;

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses) => addresses.Clear();

    /// <inheritdoc/>
    public static ResetJTAGTap FromFields(ReadOnlySpan<long> values) => new();

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
    }

    /// <inheritdoc/>
    public void AppendWrite(Unique coordinate, IInstructionSink sink) => sink.Append(ToFpga.JtagInit());
}
