using Bss2.Emulator.Digital;

namespace Bss2.Emulator.Faults;

/// <summary>Depths of the event queues; null: as a sound chip has them. 0: whatever would have to wait is lost.</summary>
public sealed record QueueDepths
{
    /// <summary>Labels that wait for a crossbar input from the FPGA.</summary>
    public int? InputLane { get; init; }

    /// <summary>Spikes that wait at a neuron event output.</summary>
    public int? EventOutput { get; init; }

    /// <summary>Events that wait at a crossbar output.</summary>
    public int? CrossbarOutput { get; init; }

    /// <summary>Events that wait at a PADI bus.</summary>
    public int? Padi { get; init; }

    internal void Validate()
    {
        FaultRange.Number("queues.input_lane", InputLane, 0, EventTiming.InputLaneDepth);
        FaultRange.Number("queues.event_output", EventOutput, 0, EventTiming.EventOutputDepth);
        FaultRange.Number("queues.crossbar_output", CrossbarOutput, 0, EventTiming.CrossbarOutputDepth);
        FaultRange.Number("queues.padi", Padi, 0, EventTiming.PadiQueueDepth);
    }
}
