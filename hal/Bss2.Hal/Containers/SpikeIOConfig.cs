using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Spike I/O over FPGA pins.</summary>
/// <remarks>Source: haldls fpga.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record SpikeIOConfig : IOmnibusWritable<SpikeIOConfig, Unique>, IOmnibusReadable<SpikeIOConfig, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("SpikeIOConfig", 1,
    [
        new("data_rate_scaler", 1, 65535, 1, false, FieldCoding.Plain, [new(0, 0, 16)]),
        new("enable_tx", 0, 1, 0, true, FieldCoding.Plain, [new(0, 16, 1)]),
        new("enable_rx", 0, 1, 0, true, FieldCoding.Plain, [new(0, 17, 1)]),
        new("enable_internal_loopback", 0, 1, 0, true, FieldCoding.Plain, [new(0, 18, 1)]),
    ]);

    /// <summary>data_rate_scaler, 1..65535.</summary>
    public int DataRateScaler { get; init; } = 1;

    /// <summary>enable_tx.</summary>
    public bool EnableTx { get; init; }

    /// <summary>enable_rx.</summary>
    public bool EnableRx { get; init; }

    /// <summary>enable_internal_loopback.</summary>
    public bool EnableInternalLoopback { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x8803_8000u;
    }

    /// <inheritdoc/>
    public static SpikeIOConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        DataRateScaler = (int)values[0],
        EnableTx = values[1] != 0,
        EnableRx = values[2] != 0,
        EnableInternalLoopback = values[3] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = DataRateScaler;
        values[1] = EnableTx ? 1 : 0;
        values[2] = EnableRx ? 1 : 0;
        values[3] = EnableInternalLoopback ? 1 : 0;
    }
}
