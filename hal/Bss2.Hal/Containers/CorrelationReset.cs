using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Resets the correlation sensors of four synapses.</summary>
/// <remarks>Source: haldls synapse.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CorrelationReset : IOmnibusWritable<CorrelationReset, SynapseQuadAddress>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CorrelationReset", 1, []);

    /// <inheritdoc/>
    public static void GetAddresses(SynapseQuadAddress coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x02C9_0000u + 0x0100_0000u * (uint)coordinate.Hemisphere.Value + 64u * (uint)coordinate.Row.Value
            + (uint)coordinate.QuadColumn.Value;
    }

    /// <inheritdoc/>
    public static CorrelationReset FromFields(ReadOnlySpan<long> values) => new()
    {
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
    }
}
