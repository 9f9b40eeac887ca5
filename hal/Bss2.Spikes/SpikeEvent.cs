namespace Bss2.Spikes;

/// <summary>One spike that left the chip.</summary>
/// <param name="Label">What the chip said about its source.</param>
/// <param name="ChipTime">When the chip stamped it.</param>
/// <param name="FpgaTime">When the FPGA handed it to the host stream.</param>
public readonly record struct SpikeEvent(SpikeLabel Label, ChipTime ChipTime, FpgaTime FpgaTime);
