namespace Bss2.Training.Losses;

/// <summary>What a loss says of one sample.</summary>
/// <param name="Loss">Its value.</param>
/// <param name="Predicted">Class, or −1 for a tie or no decision, which counts as wrong.</param>
public readonly record struct SampleLoss(double Loss, int Predicted);
