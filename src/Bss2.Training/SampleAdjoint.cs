using Bss2.Network;
using Bss2.Training.Losses;

namespace Bss2.Training;

/// <summary>One sample with its spikes and what loss and adjoint made of them: for pictures.</summary>
/// <param name="Loss">Value and answer.</param>
/// <param name="Spikes">Inputs, then one list per layer.</param>
/// <param name="TimeGradients">Per layer and spike, what the loss itself says: dLoss/dt, 1/µs; 0 for spikes that it did not look at.</param>
/// <param name="WeightGradients">Per projection, row-major [source][target].</param>
public sealed record SampleAdjoint(
    SampleLoss Loss, IReadOnlyList<TimedSpike[]> Spikes, IReadOnlyList<double[]> TimeGradients, IReadOnlyList<double[]> WeightGradients)
{
    /// <summary>Per neuron of a layer, the sum of |dLoss/dw| over the weights into it.</summary>
    /// <param name="projection">The projection into the layer.</param>
    /// <param name="neurons">The layer's size.</param>
    public double[] PerNeuron(int projection, int neurons)
    {
        var sums = new double[neurons];
        for (int i = 0; i < WeightGradients[projection].Length; i++)
        {
            sums[i % neurons] += Math.Abs(WeightGradients[projection][i]);
        }
        return sums;
    }
}
