using Bss2.Network;
using Bss2.Training;

namespace Bss2.Baselines;

/// <summary>Traces in closed form: the voltage of <see cref="ReferenceLif"/>, looked at on the grid.</summary>
/// <remarks>
/// Between two of its own spikes a neuron's voltage is a sum of responses to the inputs since its release and to what was left of the
/// current then. At the step in which it fired it was at threshold.
/// </remarks>
public sealed class ExactTracer : IMembraneTracer
{
    private readonly Projection _projection;
    private readonly LifParameters _parameters;
    private readonly LifKernel _kernel;
    private readonly double[] _v, _i, _heldUntil;

    /// <summary>For a network's first layer, which only inputs drive.</summary>
    public ExactTracer(NetworkSnapshot network)
    {
        (_projection, _parameters) = (network.Projections[0], network.Layers[0].Parameters);
        _kernel = new(_parameters);
        int size = network.Layers[0].Size;
        (_v, _i, _heldUntil) = (new double[size], new double[size], new double[size]);
    }

    /// <inheritdoc/>
    public void Trace(ReadOnlySpan<TimedSpike> inputs, RecordedBatch record, int sample, MembraneTrace trace)
    {
        ReadOnlySpan<TimedSpike> spikes = record.Spikes(sample, 0);
        Array.Fill(_v, _parameters.Leak);
        Array.Clear(_i);
        Array.Fill(_heldUntil, double.NegativeInfinity);
        double time = 0;
        for (int step = 0, input = 0, spike = 0; step <= trace.Steps; step++)
        {
            double end = step * trace.StepUs;
            for (; input < inputs.Length && inputs[input].TimeUs <= end; input++)
            {
                AdvanceTo(inputs[input].TimeUs, ref time, spikes, ref spike);
                ReadOnlySpan<double> row = _projection.Weights.AsSpan(inputs[input].Source * _projection.TargetSize, _projection.TargetSize);
                for (int n = 0; n < row.Length; n++)
                {
                    _i[n] += row[n];
                }
            }
            AdvanceTo(end, ref time, spikes, ref spike);
            _v.CopyTo(trace.At(step));
        }
        foreach (TimedSpike fired in spikes)
        {
            trace.At(trace.StepOf(fired.TimeUs))[fired.Source] = _parameters.Threshold;
        }
    }

    // All neurons alike, but those that fire or are released on the way.
    private void AdvanceTo(double end, ref double time, ReadOnlySpan<TimedSpike> spikes, ref int spike)
    {
        int first = spike;
        for (; spike < spikes.Length && spikes[spike].TimeUs <= end; spike++)
        {
        }
        double s = end - time, m = _kernel.MembraneDecay(s), d = _kernel.SynapticDecay(s), r = _kernel.Response(s, m, d);
        foreach (TimedSpike fired in spikes[first..spike])
        {
            // Its current as it was at `time`, its voltage at the spike: no need to know what happened before.
            _heldUntil[fired.Source] = fired.TimeUs + _parameters.RefractoryUs;
        }
        for (int n = 0; n < _v.Length; n++)
        {
            if (_heldUntil[n] <= time)
            {
                _v[n] = _parameters.Leak + (_v[n] - _parameters.Leak) * m + _i[n] * r;
            }
            else
            {
                double free = Math.Min(end, _heldUntil[n]), current = _i[n] * _kernel.SynapticDecay(free - time);
                _v[n] = _parameters.Reset;
                _kernel.Advance(end - free, ref _v[n], ref current);
            }
            _i[n] *= d;
        }
        time = end;
    }
}
