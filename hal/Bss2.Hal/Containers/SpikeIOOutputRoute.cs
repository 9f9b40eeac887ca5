using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Serial address of a label.</summary>
/// <remarks>Source: haldls fpga.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record SpikeIOOutputRoute :
    IOmnibusWritable<SpikeIOOutputRoute, SpikeLabelNumber>, IOmnibusReadable<SpikeIOOutputRoute, SpikeLabelNumber>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("SpikeIOOutputRoute", 1,
    [
        new("target", 0, 255, 255, false, FieldCoding.Plain, [new(0, 0, 8)]),
    ]);

    /// <summary>target, 0..255.</summary>
    public int Target { get; init; } = 255;

    /// <inheritdoc/>
    public static void GetAddresses(SpikeLabelNumber coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x8802_0000u + 1u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static SpikeIOOutputRoute FromFields(ReadOnlySpan<long> values) => new()
    {
        Target = (int)values[0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Target;
    }
}
