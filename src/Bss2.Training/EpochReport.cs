namespace Bss2.Training;

/// <summary>One epoch in numbers; accuracies are fractions.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="LearningRate">Of this epoch.</param>
/// <param name="TrainLoss">Mean over the epoch, while weights moved.</param>
/// <param name="TrainAccuracy">Same.</param>
/// <param name="ValidationLoss">With averaged weights, after the epoch.</param>
/// <param name="ValidationAccuracy">Same.</param>
/// <param name="SpikesPerSample">Spikes of network neurons per training sample.</param>
/// <param name="SilentNeurons">Hidden neurons that never fired in the epoch.</param>
/// <param name="InvalidSamples">Training samples left out because a spike was lost.</param>
public sealed record EpochReport(int Epoch, double LearningRate, double TrainLoss, double TrainAccuracy, double ValidationLoss,
    double ValidationAccuracy, double SpikesPerSample, int SilentNeurons, int InvalidSamples);
