using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Control of the MADC.</summary>
/// <remarks>Source: haldls madc.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record MADCControl : IOmnibusWritable<MADCControl, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("MADCControl", 1,
    [
        new("enable_iconv_amplifier", 0, 1, 0, true, FieldCoding.Plain, [new(0, 6, 1)]),
        new("enable_pre_amplifier", 0, 1, 0, true, FieldCoding.Plain, [new(0, 5, 1)]),
        new("enable_continuous_sampling", 0, 1, 0, true, FieldCoding.Plain, [new(0, 4, 1)]),
        new("enable_power_down_after_sampling", 0, 1, 0, true, FieldCoding.Plain, [new(0, 3, 1)]),
        new("stop_recording", 0, 1, 0, true, FieldCoding.Plain, [new(0, 2, 1)]),
        new("start_recording", 0, 1, 0, true, FieldCoding.Plain, [new(0, 1, 1)]),
        new("wake_up", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
    ]);

    /// <summary>enable_iconv_amplifier.</summary>
    public bool EnableIconvAmplifier { get; init; }

    /// <summary>enable_pre_amplifier.</summary>
    public bool EnablePreAmplifier { get; init; }

    /// <summary>enable_continuous_sampling.</summary>
    public bool EnableContinuousSampling { get; init; }

    /// <summary>enable_power_down_after_sampling.</summary>
    public bool EnablePowerDownAfterSampling { get; init; }

    /// <summary>stop_recording.</summary>
    public bool StopRecording { get; init; }

    /// <summary>start_recording.</summary>
    public bool StartRecording { get; init; }

    /// <summary>wake_up.</summary>
    public bool WakeUp { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x000C_0000u;
    }

    /// <inheritdoc/>
    public static MADCControl FromFields(ReadOnlySpan<long> values) => new()
    {
        EnableIconvAmplifier = values[0] != 0,
        EnablePreAmplifier = values[1] != 0,
        EnableContinuousSampling = values[2] != 0,
        EnablePowerDownAfterSampling = values[3] != 0,
        StopRecording = values[4] != 0,
        StartRecording = values[5] != 0,
        WakeUp = values[6] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = EnableIconvAmplifier ? 1 : 0;
        values[1] = EnablePreAmplifier ? 1 : 0;
        values[2] = EnableContinuousSampling ? 1 : 0;
        values[3] = EnablePowerDownAfterSampling ? 1 : 0;
        values[4] = StopRecording ? 1 : 0;
        values[5] = StartRecording ? 1 : 0;
        values[6] = WakeUp ? 1 : 0;
    }
}
