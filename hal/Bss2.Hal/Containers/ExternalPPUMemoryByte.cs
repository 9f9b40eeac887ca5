using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>One byte of the FPGA memory that the plasticity processors can use.</summary>
/// <remarks>
/// Source: haldls fpga.cpp; register-map 10. Byte 0 of a word is its top byte; the table shows that lane, others are shifted down
/// by
/// 8 · (byte mod 4). Only the own lane is enabled in a write and looked at after a read.
/// </remarks>
public sealed record ExternalPPUMemoryByte :
    IOmnibusWritable<ExternalPPUMemoryByte, ExternalPpuByte>, IOmnibusReadable<ExternalPPUMemoryByte, ExternalPpuByte>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("ExternalPPUMemoryByte", 1,
        [new("value", 0, 255, 0, false, FieldCoding.Plain, [new(0, ByteLanes.TopLsb, 8)])]);

    /// <summary>value.</summary>
    public byte Value { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(ExternalPpuByte coordinate, Span<uint> addresses) =>
        addresses[0] = 0x8000_0000u + (uint)(coordinate.Value / ByteLanes.Count);

    /// <inheritdoc/>
    public static ExternalPPUMemoryByte FromFields(ReadOnlySpan<long> values) => new() { Value = (byte)values[0] };

    /// <inheritdoc/>
    public void GetFields(Span<long> values) => values[0] = Value;

    /// <inheritdoc/>
    public void AppendWrite(ExternalPpuByte coordinate, IInstructionSink sink)
    {
        Span<uint> address = stackalloc uint[1];
        GetAddresses(coordinate, address);
        ByteLanes.AppendWrite(address[0], coordinate.Value % ByteLanes.Count, Value, sink);
    }

    /// <inheritdoc/>
    public static ExternalPPUMemoryByte Decode(ExternalPpuByte coordinate, ReadOnlySpan<ulong> words) =>
        new() { Value = ByteLanes.Extract((uint)words[0], coordinate.Value % ByteLanes.Count) };
}
