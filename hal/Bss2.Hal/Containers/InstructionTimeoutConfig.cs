using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Longest block of an instruction, FPGA cycles.</summary>
/// <remarks>Source: haldls fpga.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record InstructionTimeoutConfig :
    IOmnibusWritable<InstructionTimeoutConfig, Unique>, IOmnibusReadable<InstructionTimeoutConfig, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("InstructionTimeoutConfig", 1,
    [
        new("value", 0, 4294967295, 1250000, false, FieldCoding.Plain, [new(0, 0, 32)]),
    ]);

    /// <summary>value, 0..4294967295.</summary>
    public uint Value { get; init; } = 1250000;

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x8800_0009u;
    }

    /// <inheritdoc/>
    public static InstructionTimeoutConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        Value = (uint)values[0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Value;
    }
}
