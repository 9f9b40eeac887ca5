using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>
/// Four bytes, one word, of the FPGA memory that the plasticity processors can use; a write can leave bytes out.
/// </summary>
/// <remarks>Source: haldls fpga.cpp; register-map 10. Byte 0 is the top byte; enables are byte enables of the write.</remarks>
public sealed record ExternalPPUMemoryQuad :
    IOmnibusWritable<ExternalPPUMemoryQuad, ExternalPpuQuad>, IOmnibusReadable<ExternalPPUMemoryQuad, ExternalPpuQuad>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("ExternalPPUMemoryQuad", 1, ByteLanes.QuadFields);

    /// <summary>quad, 4 values.</summary>
    public IReadOnlyList<byte> Quad { get; init; } = [0, 0, 0, 0];

    /// <summary>enables, 4 values: whether a write changes the byte.</summary>
    public IReadOnlyList<bool> Enables { get; init; } = [true, true, true, true];

    /// <inheritdoc/>
    public static void GetAddresses(ExternalPpuQuad coordinate, Span<uint> addresses) =>
        addresses[0] = 0x8000_0000u + (uint)coordinate.Value;

    /// <inheritdoc/>
    public static ExternalPPUMemoryQuad FromFields(ReadOnlySpan<long> values) => new()
    {
        Quad = [(byte)values[0], (byte)values[1], (byte)values[2], (byte)values[3]],
        Enables = RegisterArray.Switches(values[ByteLanes.Count..]),
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.RequireCount("ExternalPPUMemoryQuad.quad", Quad, ByteLanes.Count);
        (values[0], values[1], values[2], values[3]) = (Quad[0], Quad[1], Quad[2], Quad[3]);
        RegisterArray.GetSwitches("ExternalPPUMemoryQuad.enables", Enables, values[ByteLanes.Count..]);
    }

    /// <inheritdoc/>
    public void AppendWrite(ExternalPpuQuad coordinate, IInstructionSink sink)
    {
        Span<uint> address = stackalloc uint[1], word = stackalloc uint[1];
        GetAddresses(coordinate, address);
        RegisterAccess.Encode<ExternalPPUMemoryQuad, ExternalPpuQuad>(this, word);
        sink.Append(ToFpga.OmnibusAddress(address[0], read: false, ByteLanes.Mask(Enables)));
        sink.Append(ToFpga.OmnibusData(word[0]));
    }

    /// <summary>Same field values.</summary>
    public bool Equals(ExternalPPUMemoryQuad? other) =>
        RegisterAccess.SameFields<ExternalPPUMemoryQuad, ExternalPpuQuad>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<ExternalPPUMemoryQuad, ExternalPpuQuad>(this);
}
