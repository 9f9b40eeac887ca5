namespace Bss2.Training;

/// <summary>Progress within an epoch.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Batch">Batches finished.</param>
/// <param name="Batches">Batches of the epoch.</param>
/// <param name="Loss">Mean loss of the epoch so far.</param>
/// <param name="Accuracy">Training accuracy of the epoch so far.</param>
public readonly record struct BatchReport(int Epoch, int Batch, int Batches, double Loss, double Accuracy);
