using Bss2.Network;
using Bss2.Training.EventProp;

namespace Bss2.Training.Losses;

/// <summary><see cref="MaxOverTimeLoss"/> as the paper has it: readouts by explicit Euler, maximum over grid points, reverse Euler back.</summary>
/// <remarks>
/// V[k+1] = V[k] + dt/τ_m (I[k] − V[k]), I[k+1] = (1 − dt/τ_s) I[k] + arrivals. The source dL/dV enters at the maximum's step before the spikes
/// of that step are walked, so a spike at a corner gets −w/τ_m times it: the known flaw of the grid (eventprop 2, 6.10).
/// </remarks>
public sealed class EulerMaxLoss : ILoss
{
    private readonly int _layer, _neurons, _classes, _steps;
    private readonly double _dt, _scale, _tauM, _tauS;
    private readonly double[] _weights, _maximum, _probability, _strength;
    private readonly int[] _maximumStep;

    /// <summary>Creates the loss.</summary>
    /// <param name="layer">Layer whose spikes the readouts see.</param>
    /// <param name="neurons">Its size.</param>
    /// <param name="weights">Readout weights, row-major [neuron][class], model units; shared, trained.</param>
    /// <param name="readout">Time constants of the readouts.</param>
    /// <param name="windowUs">Observation window.</param>
    /// <param name="stepUs">dt, µs; recorded spikes are put on the nearest grid point.</param>
    /// <param name="scale">Logit scale.</param>
    public EulerMaxLoss(int layer, int neurons, double[] weights, LifParameters readout, double windowUs, double stepUs, double scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepUs);
        if (neurons <= 0 || weights.Length == 0 || weights.Length % neurons != 0)
        {
            throw new ArgumentException($"{weights.Length} readout weights for {neurons} neurons.", nameof(weights));
        }
        (_layer, _neurons, _classes, _weights) = (layer, neurons, weights.Length / neurons, weights);
        (_dt, _scale, _steps) = (stepUs, scale, (int)Math.Round(windowUs / stepUs));
        (_tauM, _tauS) = (readout.MembraneTimeConstantUs, readout.SynapticTimeConstantUs);
        (_maximum, _probability, _strength, _maximumStep) = (new double[_classes], new double[_classes], new double[_classes], new int[_classes]);
        HostParameters = [weights];
    }

    /// <inheritdoc/>
    public IReadOnlyList<double[]> HostParameters { get; }

    /// <inheritdoc/>
    public SampleLoss Evaluate(RecordedBatch recorded, int sample, int label)
    {
        FindMaxima(recorded.Spikes(sample, _layer));
        return Softmax(label);
    }

    /// <inheritdoc/>
    public void Scores(RecordedBatch recorded, int sample, Span<double> scores)
    {
        FindMaxima(recorded.Spikes(sample, _layer));
        _maximum.CopyTo(scores);
    }

    /// <inheritdoc/>
    public SampleLoss Differentiate(RecordedBatch recorded, int sample, int label, TimeGradients timeGradients,
        double[][] parameterGradients, double[][] weightGradients)
    {
        ReadOnlySpan<TimedSpike> spikes = recorded.Spikes(sample, _layer);
        FindMaxima(spikes);
        SampleLoss loss = Softmax(label);
        for (int j = 0; j < _classes; j++)
        {
            _strength[j] = _scale * (_probability[j] - (j == label ? 1 : 0));
            if (_maximumStep[j] > 0)
            {
                WalkBack(spikes, j, _strength[j], timeGradients, parameterGradients[0]);
            }
        }
        return loss;
    }

    /// <summary>After <see cref="Differentiate"/>: step of a readout's maximum, and dLoss/dV there.</summary>
    /// <param name="readout">Class.</param>
    /// <returns>Step 0: it never rose, and nothing acts on it.</returns>
    public (int Step, double Strength) SourceOf(int readout) => (_maximumStep[readout], _strength[readout]);

    private int StepOf(TimedSpike spike) => Math.Clamp((int)Math.Round(spike.TimeUs / _dt), 0, _steps);

    private void FindMaxima(ReadOnlySpan<TimedSpike> spikes)
    {
        for (int j = 0; j < _classes; j++)
        {
            double v = 0, i = 0;
            (_maximum[j], _maximumStep[j]) = (0, 0);
            for (int step = 0, next = 0; step <= _steps; step++)
            {
                v += _dt / _tauM * (i - v);
                i *= 1 - _dt / _tauS;
                if (v > _maximum[j])
                {
                    (_maximum[j], _maximumStep[j]) = (v, step);
                }
                for (; next < spikes.Length && StepOf(spikes[next]) == step; next++)
                {
                    i += _weights[spikes[next].Source * _classes + j];
                }
            }
        }
    }

    private void WalkBack(ReadOnlySpan<TimedSpike> spikes, int j, double source, TimeGradients timeGradients, double[] gradients)
    {
        double adjointV = source, adjointI = 0;
        int last = spikes.Length - 1;
        for (int step = _maximumStep[j]; step >= 0; step--)
        {
            for (; last >= 0 && StepOf(spikes[last]) >= step; last--)
            {
                if (StepOf(spikes[last]) == step)
                {
                    int index = spikes[last].Source * _classes + j;
                    gradients[index] += adjointI;
                    timeGradients[_layer, last] += _weights[index] * (adjointI / _tauS - adjointV / _tauM);
                }
            }
            adjointI = (1 - _dt / _tauS) * adjointI + _dt / _tauM * adjointV;
            adjointV *= 1 - _dt / _tauM;
        }
    }

    private SampleLoss Softmax(int label) => ScaledSoftmax.Evaluate<LibraryExponential>(_maximum, _scale, label, _probability);
}
