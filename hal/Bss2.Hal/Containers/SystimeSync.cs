using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>Synchronises the system time of chip and FPGA, or only reports it.</summary>
/// <remarks>Source: fisch systime; register-map 13.</remarks>
public sealed record SystimeSync : IRegisterContainer<SystimeSync, Unique>, IWritable<Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("SystimeSync", 1,
        [new("do_sync", 0, 1, 1, true, FieldCoding.Plain, [new(0, 0, 1)])]);

    /// <summary>Whether to synchronise.</summary>
    public bool DoSync { get; init; } = true;

    static RegisterTransports IRegisterContainer<SystimeSync, Unique>.WriteTransports => RegisterTransports.Instruction;

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses) => addresses.Clear();

    /// <inheritdoc/>
    public static SystimeSync FromFields(ReadOnlySpan<long> values) => new() { DoSync = values[0] != 0 };

    /// <inheritdoc/>
    public void GetFields(Span<long> values) => values[0] = DoSync ? 1 : 0;

    /// <inheritdoc/>
    public void AppendWrite(Unique coordinate, IInstructionSink sink) => sink.Append(ToFpga.SystimeInit(DoSync));
}
