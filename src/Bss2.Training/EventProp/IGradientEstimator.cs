namespace Bss2.Training.EventProp;

/// <summary>From recorded spikes alone, dLoss/dw for every weight; pure, no chip access, no chance. One instance per thread.</summary>
public interface IGradientEstimator
{
    /// <summary>Adds the gradient of one sample.</summary>
    /// <param name="merged">Input and recorded spikes of the sample, ascending (<see cref="SpikeRecord.Merge"/>).</param>
    /// <param name="timeGradients">dLoss/dt, 1/µs, per layer and spike ordinal: what the loss said about each spike.</param>
    /// <param name="gradients">Per projection, row-major [source][target]; added to.</param>
    void Accumulate(IReadOnlyList<SpikeRecord> merged, TimeGradients timeGradients, double[][] gradients);
}
