namespace Bss2.Emulator;

/// <summary>
/// Where every event of an emulated chip went, since power-on: what entered each stage equals what left it plus each named loss plus
/// what is still on its way.
/// </summary>
/// <remarks>Only the emulator knows all of these; a board shows the crossbar's counters alone (link-and-playback 5.3).</remarks>
public sealed record SpikeStatistics
{
    /// <summary>Labels that programs sent.</summary>
    public required long HostLabels { get; init; }

    /// <summary>Lost of them: no high-speed link was up, or a fault plan took them.</summary>
    public required long HostLinkLost { get; init; }

    /// <summary>Lost of them: the crossbar input's queue was full.</summary>
    public required long HostLaneLost { get; init; }

    /// <summary>Comparators that fired.</summary>
    public required long NeuronFirings { get; init; }

    /// <summary>Neurons reset from the digital side (NeuronReset): same counter, but no spike packet (choice: not published).</summary>
    public required long NeuronResets { get; init; }

    /// <summary>Not sent on: en_spike_out is off.</summary>
    public required long SpikeOutputOff { get; init; }

    /// <summary>Not sent on: en_event_regs of the block is off.</summary>
    public required long EventRegistersOff { get; init; }

    /// <summary>Lost: the neuron event output's queue was full.</summary>
    public required long EventOutputLost { get; init; }

    /// <summary>Made by the background sources.</summary>
    public required long BackgroundEvents { get; init; }

    /// <summary>Lost of them: the crossbar input was taken.</summary>
    public required long BackgroundLost { get; init; }

    /// <summary>Events that reached each of the 20 crossbar inputs.</summary>
    public required IReadOnlyList<long> CrossbarIn { get; init; }

    /// <summary>Of these, events that no node let pass, per input.</summary>
    public required IReadOnlyList<long> CrossbarUnrouted { get; init; }

    /// <summary>Copies lost at a busy output, per input.</summary>
    public required IReadOnlyList<long> CrossbarDropped { get; init; }

    /// <summary>Copies that left each of the 12 crossbar outputs.</summary>
    public required IReadOnlyList<long> CrossbarOut { get; init; }

    /// <summary>Copies that nodes let pass (an event may go to several outputs).</summary>
    public required long CrossbarCopies { get; init; }

    /// <summary>Events made by writing PADIEvent, one per bus.</summary>
    public required long PadiRegisterEvents { get; init; }

    /// <summary>Lost at a PADI bus with enable_spl1 off.</summary>
    public required long PadiGateClosed { get; init; }

    /// <summary>Lost at a PADI bus: its queue was full.</summary>
    public required long PadiLost { get; init; }

    /// <summary>Pulses on PADI buses.</summary>
    public required long PadiPulses { get; init; }

    /// <summary>Lost between chip and FPGA: no high-speed link was up, the one it was on went down, or a fault plan took it.</summary>
    public required long LinkLost { get; init; }

    /// <summary>Events that reached the FPGA.</summary>
    public required long FpgaArrived { get; init; }

    /// <summary>Of these, discarded because event recording was off.</summary>
    public required long RecordingOff { get; init; }

    /// <summary>Of these, sent to the host.</summary>
    public required long Recorded { get; init; }

    /// <summary>Lost because the chip was reset while they were on their way.</summary>
    public required long ResetLost { get; init; }

    /// <summary>On their way to the crossbar.</summary>
    public required long WaitingForCrossbar { get; init; }

    /// <summary>Between crossbar and PADI bus.</summary>
    public required long WaitingForPadi { get; init; }

    /// <summary>Between crossbar and link.</summary>
    public required long WaitingForL2 { get; init; }

    /// <summary>On the link to the FPGA.</summary>
    public required long OnLink { get; init; }

    /// <summary>Whether every stage's account closes (an event lost to a chip reset closes the sum, not a stage).</summary>
    public bool IsBalanced()
    {
        long sources = HostLabels - HostLinkLost - HostLaneLost + NeuronFirings - SpikeOutputOff - EventRegistersOff - EventOutputLost
            + BackgroundEvents - BackgroundLost;
        long toPadi = 0, toL2 = 0;
        for (int output = 0; output < CrossbarOut.Count; output++)
        {
            if (output < PadiOutputs)
            {
                toPadi += CrossbarOut[output];
            }
            else
            {
                toL2 += CrossbarOut[output];
            }
        }
        long crossbar = sources - CrossbarIn.Sum() - WaitingForCrossbar;
        long padi = toPadi + PadiRegisterEvents - PadiGateClosed - PadiLost - PadiPulses - WaitingForPadi;
        long l2 = toL2 - LinkLost - FpgaArrived - OnLink - WaitingForL2;
        bool stages = ResetLost > 0 ? crossbar >= 0 && padi >= 0 && l2 >= 0 : crossbar == 0 && padi == 0 && l2 == 0;
        return stages && crossbar + padi + l2 == ResetLost && CrossbarCopies == toPadi + toL2 + CrossbarDropped.Sum()
            && FpgaArrived == RecordingOff + Recorded;
    }

    private const int PadiOutputs = 8;
}
