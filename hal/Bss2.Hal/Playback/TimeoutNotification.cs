using Bss2.Spikes;

namespace Bss2.Hal.Playback;

/// <summary>An instruction timed out.</summary>
/// <param name="Instruction">Its index.</param>
/// <param name="TraceStall">Stalls of the answer path, 0..96.</param>
/// <param name="OmnibusReads">Reads in flight, 0..52.</param>
/// <param name="FpgaTime">When.</param>
public readonly record struct TimeoutNotification(uint Instruction, int TraceStall, int OmnibusReads, FpgaTime FpgaTime);
