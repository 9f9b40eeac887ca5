using Bss2.Spikes;

namespace Bss2.Hal.Playback;

/// <summary>One MADC sample.</summary>
/// <param name="Value">10 bits.</param>
/// <param name="Channel">0 or 1.</param>
/// <param name="ChipTime">When the chip stamped it.</param>
/// <param name="FpgaTime">When the FPGA handed it to the host stream.</param>
public readonly record struct MadcSample(int Value, int Channel, ChipTime ChipTime, FpgaTime FpgaTime);
