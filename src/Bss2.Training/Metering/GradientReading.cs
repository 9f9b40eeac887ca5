namespace Bss2.Training.Metering;

/// <summary>The gradient that a batch gave the trainer, beside the reference's.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Batch">Of the epoch, from 1.</param>
/// <param name="Layers">One per trained array: the spiking layers, then the host's read-outs.</param>
public sealed record GradientReading(int Epoch, int Batch, IReadOnlyList<LayerReading> Layers);

/// <summary>A reading's share of the weights into one layer.</summary>
/// <param name="Name">Of the layer.</param>
/// <param name="All">Over all weights into it.</param>
/// <param name="Neurons">Over the weights into each of its neurons.</param>
/// <param name="Spikes">Per neuron, in the batch; 0 for read-outs, which do not spike.</param>
/// <param name="NearGrazing">Per neuron: spikes at which V', as nominal parameters have it, is below the trainer's clamp.</param>
public sealed record LayerReading(string Name, GradientAgreement All, IReadOnlyList<GradientAgreement> Neurons, IReadOnlyList<int> Spikes,
    IReadOnlyList<int> NearGrazing);
