namespace Bss2.Training.Data;

/// <summary>A point of the Yin-Yang set.</summary>
/// <param name="X">0..1.</param>
/// <param name="Y">0..1.</param>
/// <param name="Label">0 yang, 1 yin, 2 dot.</param>
public readonly record struct YinYangSample(double X, double Y, int Label);
