namespace Bss2.Emulator;

/// <summary>What the converters of an emulated chip did since power-on, and where the MADC's samples went.</summary>
/// <remarks>Only the emulator knows these; <see cref="SpikeStatistics"/> counts events, which samples are not.</remarks>
public sealed record ConverterStatistics
{
    /// <summary>Conversions of a CADC, one per triggering read, of 512 channels each.</summary>
    public required long CadcConversions { get; init; }

    /// <summary>Triggering reads of a CADC that is off, answered with its last samples.</summary>
    public required long CadcTriggersOff { get; init; }

    /// <summary>Words of four samples that the CADCs answered with.</summary>
    public required long CadcReads { get; init; }

    /// <summary>Samples that the MADC took.</summary>
    public required long MadcSamples { get; init; }

    /// <summary>Of these, sent to the host.</summary>
    public required long MadcRecorded { get; init; }

    /// <summary>Of these, discarded at the FPGA because event recording was off.</summary>
    public required long MadcRecordingOff { get; init; }

    /// <summary>Of these, lost because no high-speed link was up.</summary>
    public required long MadcLinkLost { get; init; }

    /// <summary>Of these, on their way to the FPGA.</summary>
    public required long MadcOnLink { get; init; }

    /// <summary>Whether every sample is accounted for.</summary>
    public bool IsBalanced() => MadcSamples == MadcRecorded + MadcRecordingOff + MadcLinkLost + MadcOnLink;
}
