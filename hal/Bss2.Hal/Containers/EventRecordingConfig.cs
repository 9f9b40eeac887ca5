using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Gate of event recording.</summary>
/// <remarks>Source: haldls fpga.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record EventRecordingConfig :
    IOmnibusWritable<EventRecordingConfig, Unique>, IOmnibusReadable<EventRecordingConfig, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("EventRecordingConfig", 1,
    [
        new("enable_event_recording", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
    ]);

    /// <summary>enable_event_recording.</summary>
    public bool EnableEventRecording { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x8800_0005u;
    }

    /// <inheritdoc/>
    public static EventRecordingConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        EnableEventRecording = values[0] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = EnableEventRecording ? 1 : 0;
    }
}
