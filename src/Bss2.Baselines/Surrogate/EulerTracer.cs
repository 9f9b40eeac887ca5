using System.Numerics;
using System.Runtime.InteropServices;
using Bss2.Network;

namespace Bss2.Baselines;

/// <summary>Traces by explicit Euler, as <see cref="Bss2.Training.EulerLif"/> steps; resets come from the recorded spikes.</summary>
public sealed class EulerTracer : IMembraneTracer
{
    private readonly Projection _projection;
    private readonly LifParameters _parameters;
    private readonly double[] _v, _i;
    private readonly int[] _heldUntil;

    /// <summary>For a network's first layer, which only inputs drive.</summary>
    public EulerTracer(NetworkSnapshot network)
    {
        (_projection, _parameters) = (network.Projections[0], network.Layers[0].Parameters);
        int stride = new MembraneTrace(network.Layers[0].Size, network.WindowUs, network.WindowUs).Stride;
        (_v, _i, _heldUntil) = (new double[stride], new double[stride], new int[stride]);
    }

    /// <inheritdoc/>
    public void Trace(ReadOnlySpan<TimedSpike> inputs, RecordedBatch record, int sample, MembraneTrace trace)
    {
        ReadOnlySpan<TimedSpike> spikes = record.Spikes(sample, 0);
        double a = trace.StepUs / _parameters.MembraneTimeConstantUs, decay = 1 - trace.StepUs / _parameters.SynapticTimeConstantUs;
        int holdSteps = (int)Math.Min(trace.Steps, Math.Round(_parameters.RefractoryUs / trace.StepUs));
        Array.Fill(_v, _parameters.Leak);
        Array.Clear(_i);
        Array.Fill(_heldUntil, -1);
        for (int step = 0, input = 0, spike = 0; step <= trace.Steps; step++)
        {
            if (step > 0)
            {
                Step(a, decay, _parameters.Leak);
                for (int n = 0; holdSteps > 0 && n < trace.Neurons; n++)
                {
                    _v[n] = step <= _heldUntil[n] ? _parameters.Reset : _v[n];
                }
            }
            _v.CopyTo(trace.At(step));
            for (; spike < spikes.Length && trace.StepOf(spikes[spike].TimeUs) <= step; spike++)
            {
                int n = spikes[spike].Source;
                (_v[n], _heldUntil[n]) = (_parameters.Reset, step + holdSteps);
            }
            for (; input < inputs.Length && trace.StepOf(inputs[input].TimeUs) <= step; input++)
            {
                Arrive(inputs[input].Source);
            }
        }
    }

    private void Step(double a, double decay, double leak)
    {
        Span<Vector<double>> v = MemoryMarshal.Cast<double, Vector<double>>(_v.AsSpan()), i = MemoryMarshal.Cast<double, Vector<double>>(_i.AsSpan());
        Vector<double> rate = new(a), rest = new(leak), factor = new(decay);
        for (int k = 0; k < v.Length; k++)
        {
            v[k] += rate * (rest - v[k] + i[k]);
            i[k] *= factor;
        }
    }

    private void Arrive(int channel)
    {
        ReadOnlySpan<double> row = _projection.Weights.AsSpan(channel * _projection.TargetSize, _projection.TargetSize);
        for (int n = 0; n < row.Length; n++)
        {
            _i[n] += row[n];
        }
    }
}
