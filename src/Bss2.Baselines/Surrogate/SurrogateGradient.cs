using System.Numerics;
using System.Runtime.InteropServices;
using Bss2.Network;
using Bss2.Training;
using Bss2.Training.EventProp;
using Bss2.Training.Losses;

namespace Bss2.Baselines;

/// <summary>
/// SuperSpike gradient of the max loss behind one hidden layer: back-propagation through time on a grid, in which dS/dV of every step is
/// 1/(α |V − θ| + 1)² and the reset is detached. Needs the membrane voltage of every hidden neuron at every step.
/// </summary>
/// <remarks>
/// Zenke &amp; Ganguli 2018; settings of eventprop 4.1. Backward, with a = dt/τ_m, d = 1 − dt/τ_s: a_V[k] = λ[k] σ'(V[k]) + (1 − S[k]) b[k],
/// b[k−1] = (1 − a) a_V[k], a_I[k−1] = d a_I[k] + a a_V[k], λ[k] = Σ_j w_nj a_I,j[k] of the readouts; a held neuron's V does not move.
/// </remarks>
public sealed class SurrogateGradient : ISampleGradient
{
    private readonly IMembraneTracer _tracer;
    private readonly LifParameters _hidden, _readout;
    private readonly EulerMaxLoss _loss;
    private readonly MembraneTrace _trace;
    private readonly TimeGradients _unused = new(1);
    private readonly double[] _readoutWeights, _byClass, _hiddenGradient, _adjointV, _adjointI;
    private readonly double[][] _readoutGradient, _classAdjoint;
    // [step][neuron]: 0 where the neuron fired, and where it was held; else 1.
    private readonly double[] _passes, _moves;
    private readonly double _alpha;
    private readonly int _classes, _neurons, _inputs;

    /// <summary>Prepares for a network.</summary>
    /// <param name="network">One layer that only inputs drive.</param>
    /// <param name="readoutWeights">From it to the host's readouts, row-major [neuron][class].</param>
    /// <param name="readout">Time constants of the readouts.</param>
    /// <param name="tracer">Membrane voltages.</param>
    /// <param name="stepUs">dt, µs.</param>
    /// <param name="logitScale">Of the max loss.</param>
    /// <param name="alpha">Sharpness of the surrogate, 1/θ.</param>
    /// <exception cref="ArgumentException">The network has another shape.</exception>
    public SurrogateGradient(NetworkSnapshot network, double[] readoutWeights, LifParameters readout, IMembraneTracer tracer, double stepUs,
        double logitScale, double alpha)
    {
        if (network.Layers.Count != 1 || network.Projections.Count != 1 || network.Projections[0].Source != Projection.Input)
        {
            throw new ArgumentException($"A surrogate gradient is computed for inputs and one layer; got {network.Layers.Count} layers and "
                + $"{network.Projections.Count} projections.", nameof(network));
        }
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        (_tracer, _hidden, _readout, _readoutWeights) = (tracer, network.Layers[0].Parameters, readout, readoutWeights);
        (_neurons, _inputs) = (network.Layers[0].Size, network.InputSize);
        _classes = readoutWeights.Length / _neurons;
        _loss = new(0, _neurons, readoutWeights, readout, network.WindowUs, stepUs, logitScale);
        _trace = new(_neurons, stepUs, network.WindowUs);
        int stride = _trace.Stride;
        (_byClass, _hiddenGradient) = (new double[_classes * stride], new double[_inputs * stride]);
        (_adjointV, _adjointI, _alpha) = (new double[stride], new double[stride], alpha);
        _readoutGradient = [new double[readoutWeights.Length]];
        _classAdjoint = [.. Enumerable.Range(0, _classes).Select(_ => new double[_trace.Steps + 1])];
        (_passes, _moves) = (new double[(_trace.Steps + 1) * stride], new double[(_trace.Steps + 1) * stride]);
    }

    /// <inheritdoc/>
    public void Begin()
    {
        Array.Clear(_hiddenGradient);
        Array.Clear(_readoutGradient[0]);
        for (int n = 0; n < _neurons; n++)
        {
            for (int j = 0; j < _classes; j++)
            {
                _byClass[j * _trace.Stride + n] = _readoutWeights[n * _classes + j];
            }
        }
    }

    /// <inheritdoc/>
    public SampleLoss Evaluate(RecordedBatch record, int sample, int label) => _loss.Evaluate(record, sample, label);

    /// <inheritdoc/>
    public void Scores(RecordedBatch record, int sample, Span<double> scores) => _loss.Scores(record, sample, scores);

    /// <inheritdoc/>
    public SampleLoss Accumulate(ReadOnlySpan<TimedSpike> inputs, RecordedBatch record, int sample, int label)
    {
        ReadOnlySpan<TimedSpike> spikes = record.Spikes(sample, 0);
        _unused.Clear(0, spikes.Length);
        SampleLoss loss = _loss.Differentiate(record, sample, label, _unused, _readoutGradient, []);
        _tracer.Trace(inputs, record, sample, _trace);
        int last = 0;
        for (int j = 0; j < _classes; j++)
        {
            last = Math.Max(last, WalkReadout(j));
        }
        MarkSpikes(spikes);
        WalkHidden(inputs, last);
        return loss;
    }

    /// <inheritdoc/>
    public void AddTo(double[][] gradients)
    {
        for (int i = 0; i < _inputs; i++)
        {
            for (int n = 0; n < _neurons; n++)
            {
                gradients[0][i * _neurons + n] += _hiddenGradient[i * _trace.Stride + n];
            }
        }
        for (int k = 0; k < _readoutGradient[0].Length; k++)
        {
            gradients[1][k] += _readoutGradient[0][k];
        }
    }

    // a_I of a readout at every step: what a spike of that step does to the loss, per weight. Returns the last step that matters.
    private int WalkReadout(int readout)
    {
        double[] adjoint = _classAdjoint[readout];
        Array.Clear(adjoint);
        (int from, double adjointV) = _loss.SourceOf(readout);
        double rate = _trace.StepUs / _readout.MembraneTimeConstantUs, decay = 1 - _trace.StepUs / _readout.SynapticTimeConstantUs, adjointI = 0;
        for (int step = from; step > 0; step--)
        {
            adjoint[step] = adjointI;
            adjointI = decay * adjointI + rate * adjointV;
            adjointV *= 1 - rate;
        }
        adjoint[0] = adjointI;
        return from;
    }

    private void MarkSpikes(ReadOnlySpan<TimedSpike> spikes)
    {
        Array.Fill(_passes, 1);
        Array.Fill(_moves, 1);
        int hold = (int)Math.Min(_trace.Steps, Math.Round(_hidden.RefractoryUs / _trace.StepUs));
        foreach (TimedSpike spike in spikes)
        {
            int fired = _trace.StepOf(spike.TimeUs);
            _passes[fired * _trace.Stride + spike.Source] = 0;
            for (int step = fired + 1; step <= Math.Min(fired + hold, _trace.Steps); step++)
            {
                _moves[step * _trace.Stride + spike.Source] = 0;
            }
        }
    }

    private void WalkHidden(ReadOnlySpan<TimedSpike> inputs, int last)
    {
        Array.Clear(_adjointV);
        Array.Clear(_adjointI);
        int input = inputs.Length - 1;
        for (; input >= 0 && _trace.StepOf(inputs[input].TimeUs) > last; input--)
        {
        }
        for (int step = last; step >= 0; step--)
        {
            for (; input >= 0 && _trace.StepOf(inputs[input].TimeUs) == step; input--)
            {
                Span<double> gradient = _hiddenGradient.AsSpan(inputs[input].Source * _trace.Stride, _trace.Stride);
                for (int n = 0; n < gradient.Length; n++)
                {
                    gradient[n] += _adjointI[n];
                }
            }
            if (step > 0)
            {
                StepBack(step);
            }
        }
    }

    private void StepBack(int step)
    {
        int stride = _trace.Stride;
        Span<Vector<double>> adjointV = Lanes(_adjointV), adjointI = Lanes(_adjointI);
        ReadOnlySpan<Vector<double>> v = Lanes(_trace.At(step)), passes = Lanes(_passes.AsSpan(step * stride, stride)),
            moves = Lanes(_moves.AsSpan(step * stride, stride)), weights = Lanes(_byClass);
        Vector<double> one = Vector<double>.One, alpha = new(_alpha), threshold = new(_hidden.Threshold),
            rate = new(_trace.StepUs / _hidden.MembraneTimeConstantUs), decay = new(1 - _trace.StepUs / _hidden.SynapticTimeConstantUs);
        for (int k = 0; k < v.Length; k++)
        {
            Vector<double> lambda = Vector<double>.Zero;
            for (int j = 0; j < _classes; j++)
            {
                lambda += new Vector<double>(_classAdjoint[j][step]) * weights[j * v.Length + k];
            }
            Vector<double> x = alpha * Vector.Abs(v[k] - threshold) + one;
            Vector<double> before = lambda / (x * x) + passes[k] * adjointV[k];
            adjointI[k] = decay * adjointI[k] + moves[k] * rate * before;
            adjointV[k] = (one - moves[k] * rate) * before;
        }
    }

    private static Span<Vector<double>> Lanes(Span<double> values) => MemoryMarshal.Cast<double, Vector<double>>(values);
}
