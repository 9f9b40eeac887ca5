using Bss2.Network;
using Bss2.Training.EventProp;

namespace Bss2.Training.Losses;

/// <summary>
/// Loss of a sample and its derivatives with respect to what it looked at; pure and deterministic; no output spikes is legal and
/// defined per loss. One instance per thread; parameter arrays are shared and only read.
/// </summary>
public interface ILoss
{
    /// <summary>Evaluates one sample without derivatives.</summary>
    SampleLoss Evaluate(RecordedBatch recorded, int sample, int label);

    /// <summary>Evaluates one sample with derivatives.</summary>
    /// <param name="recorded">The batch.</param>
    /// <param name="sample">Which of its samples.</param>
    /// <param name="label">Its class.</param>
    /// <param name="timeGradients">Set: dLoss/dt of every spike the loss looked at; already cleared to 0.</param>
    /// <param name="parameterGradients">Per trained array of the host (<see cref="HostParameters"/>); added to.</param>
    /// <param name="weightGradients">Per projection; a loss may add pseudo-gradients where no true one exists.</param>
    SampleLoss Differentiate(RecordedBatch recorded, int sample, int label, TimeGradients timeGradients,
        double[][] parameterGradients, double[][] weightGradients);

    /// <summary>Per class, the number that decides: the largest wins for maxima, the smallest for times.</summary>
    /// <param name="recorded">The batch.</param>
    /// <param name="sample">Which of its samples.</param>
    /// <param name="scores">Filled, one per class.</param>
    void Scores(RecordedBatch recorded, int sample, Span<double> scores);

    /// <summary>Arrays that live on the host and are trained with the network, in a fixed order (readout weights).</summary>
    IReadOnlyList<double[]> HostParameters { get; }
}
