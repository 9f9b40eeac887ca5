namespace Bss2.Training.Data;

/// <summary>A labelled point.</summary>
/// <param name="Features">Each from 0 to 1.</param>
/// <param name="Label">Class, from 0.</param>
public readonly record struct Sample(double[] Features, int Label);
