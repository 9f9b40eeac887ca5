namespace Bss2.Runtime.Batches;

/// <summary>A label that a program sends.</summary>
/// <param name="Sample">Sample of the batch.</param>
/// <param name="Channel">Input channel.</param>
/// <param name="Cycle">FPGA cycles after the sample's start.</param>
internal readonly record struct SentSpike(int Sample, int Channel, uint Cycle);
