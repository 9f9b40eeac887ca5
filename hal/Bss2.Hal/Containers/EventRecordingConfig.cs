using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>Gate of event recording.</summary>
/// <remarks>Source: haldls fpga.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record EventRecordingConfig :
    IRegisterContainer<EventRecordingConfig, Unique>, IWritable<Unique>, IReadable<EventRecordingConfig, Unique>
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

    /// <inheritdoc/>
    public void AppendWrite(Unique coordinate, IInstructionSink sink) =>
        RegisterAccess.AppendWrite<EventRecordingConfig, Unique>(this, coordinate, sink);

    /// <inheritdoc/>
    public static AnswerKind Answer => AnswerKind.OmnibusData;

    /// <inheritdoc/>
    public static int AnswerCount => Layout.Words;

    /// <inheritdoc/>
    public static void AppendRead(Unique coordinate, IInstructionSink sink) =>
        RegisterAccess.AppendRead<EventRecordingConfig, Unique>(coordinate, sink);

    /// <inheritdoc/>
    public static EventRecordingConfig Decode(Unique coordinate, ReadOnlySpan<ulong> words) =>
        RegisterAccess.Decode<EventRecordingConfig, Unique>(words);
}
