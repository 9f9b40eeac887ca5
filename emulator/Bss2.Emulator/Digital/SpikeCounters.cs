namespace Bss2.Emulator.Digital;

/// <summary>Running counts of every event by stage; <see cref="SpikeStatistics"/> is its snapshot.</summary>
internal sealed class SpikeCounters
{
    public const int CrossbarInputs = 20, CrossbarOutputs = 12;

    public long HostLabels, HostLinkLost, HostLaneLost;
    public long NeuronFirings, NeuronResets, SpikeOutputOff, EventRegistersOff, EventOutputLost;
    public long BackgroundEvents, BackgroundLost;
    public readonly long[] CrossbarIn = new long[CrossbarInputs];
    public readonly long[] CrossbarUnrouted = new long[CrossbarInputs];
    public readonly long[] CrossbarDropped = new long[CrossbarInputs];
    public readonly long[] CrossbarOut = new long[CrossbarOutputs];
    public long CrossbarCopies;
    public long PadiRegisterEvents, PadiGateClosed, PadiLost, PadiPulses;
    public long LinkLost, FpgaArrived, RecordingOff, Recorded;
    public long ResetLost;
    public long WaitingForCrossbar, WaitingForPadi, WaitingForL2, OnLink;

    public SpikeStatistics Snapshot() => new()
    {
        HostLabels = HostLabels,
        HostLinkLost = HostLinkLost,
        HostLaneLost = HostLaneLost,
        NeuronFirings = NeuronFirings,
        NeuronResets = NeuronResets,
        SpikeOutputOff = SpikeOutputOff,
        EventRegistersOff = EventRegistersOff,
        EventOutputLost = EventOutputLost,
        BackgroundEvents = BackgroundEvents,
        BackgroundLost = BackgroundLost,
        CrossbarIn = [.. CrossbarIn],
        CrossbarUnrouted = [.. CrossbarUnrouted],
        CrossbarDropped = [.. CrossbarDropped],
        CrossbarOut = [.. CrossbarOut],
        CrossbarCopies = CrossbarCopies,
        PadiRegisterEvents = PadiRegisterEvents,
        PadiGateClosed = PadiGateClosed,
        PadiLost = PadiLost,
        PadiPulses = PadiPulses,
        LinkLost = LinkLost,
        FpgaArrived = FpgaArrived,
        RecordingOff = RecordingOff,
        Recorded = Recorded,
        ResetLost = ResetLost,
        WaitingForCrossbar = WaitingForCrossbar,
        WaitingForPadi = WaitingForPadi,
        WaitingForL2 = WaitingForL2,
        OnLink = OnLink,
    };
}
