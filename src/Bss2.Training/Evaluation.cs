namespace Bss2.Training;

/// <summary>Outcome on a set.</summary>
/// <param name="Loss">Mean over valid samples.</param>
/// <param name="Accuracy">Right answers over all samples; a tie, no decision or a lost spike is wrong.</param>
/// <param name="Confusion">[label][predicted]; the last column counts samples without a decision.</param>
/// <param name="Invalid">Samples that lost a spike.</param>
public sealed record Evaluation(double Loss, double Accuracy, int[][] Confusion, int Invalid);
