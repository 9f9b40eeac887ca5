using Bss2.Network;

namespace Bss2.Training;

/// <summary>The LIF network by explicit Euler on a grid of dt, the paper's forward method, as a substrate.</summary>
/// <remarks>V[k+1] = V[k] + dt/τ_m (E_l − V[k] + I[k]); I[k+1] = (1 − dt/τ_s) I[k] + arrivals; a spike at k+1 if V[k+1] &gt; θ (eventprop 1).</remarks>
public sealed class EulerLif : ISpikingSubstrate
{
    private readonly double _dt;
    private readonly bool _interpolate;

    /// <summary>Creates the substrate.</summary>
    /// <param name="stepUs">dt, µs.</param>
    /// <param name="interpolate">Whether spike times are interpolated between grid points (halves the error, removes ties).</param>
    public EulerLif(double stepUs, bool interpolate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepUs);
        (_dt, _interpolate) = (stepUs, interpolate);
    }

    /// <inheritdoc/>
    public IReadOnlyList<WeightGrid?> GridsFor(NetworkSnapshot network) => new WeightGrid?[network.Projections.Count];

    /// <inheritdoc/>
    public ValueTask<RecordedBatch> RunAsync(
        NetworkSnapshot network, SpikeBatch inputs, ulong batchNumber, CancellationToken cancellationToken)
    {
        network.Validate();
        var spikes = new TimedSpike[inputs.Count][][];
        for (int s = 0; s < inputs.Count; s++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            spikes[s] = Run(network, inputs[s]);
        }
        var valid = new bool[inputs.Count];
        Array.Fill(valid, true);
        return ValueTask.FromResult(new RecordedBatch(spikes, valid, SpikeLedger.Empty));
    }

    private TimedSpike[][] Run(NetworkSnapshot network, ReadOnlySpan<TimedSpike> inputs)
    {
        int steps = (int)Math.Round(network.WindowUs / _dt), layers = network.Layers.Count, input = 0;
        double[][] v = [.. network.Layers.Select(layer => Filled(layer.Size, layer.Parameters.Leak))];
        double[][] i = [.. network.Layers.Select(layer => new double[layer.Size])];
        int[][] hold = [.. network.Layers.Select(layer => new int[layer.Size])];
        List<TimedSpike>[] spikes = [.. network.Layers.Select(_ => new List<TimedSpike>())];
        var fired = new List<(int Layer, int Neuron)>();
        for (int k = 0; k <= steps; k++)
        {
            fired.Clear();
            for (int l = 0; l < layers && k > 0; l++)
            {
                Step(network.Layers[l].Parameters, k, v[l], i[l], hold[l], spikes[l], n => fired.Add((l, n)));
            }
            for (; input < inputs.Length && Math.Round(inputs[input].TimeUs / _dt) <= k; input++)
            {
                fired.Add((Projection.Input, inputs[input].Source));
            }
            foreach ((int layer, int neuron) in fired)
            {
                foreach (Projection projection in network.Projections)
                {
                    for (int j = 0; projection.Source == layer && j < projection.TargetSize; j++)
                    {
                        i[projection.Target][j] += projection.Weights[neuron * projection.TargetSize + j];
                    }
                }
            }
        }
        return [.. spikes.Select(list => list.OrderBy(s => s.TimeUs).ThenBy(s => s.Source).ToArray())];
    }

    private void Step(LifParameters p, int k, double[] v, double[] i, int[] hold, List<TimedSpike> spikes, Action<int> fire)
    {
        double a = _dt / p.MembraneTimeConstantUs, decay = 1 - _dt / p.SynapticTimeConstantUs;
        int holdSteps = (int)Math.Min(int.MaxValue / 2, Math.Round(p.RefractoryUs / _dt));
        for (int n = 0; n < v.Length; n++)
        {
            double before = v[n];
            if (hold[n] > 0)
            {
                hold[n]--;
            }
            else
            {
                v[n] += a * (p.Leak - v[n] + i[n]);
            }
            i[n] *= decay;
            if (v[n] > p.Threshold)
            {
                double fraction = _interpolate ? (p.Threshold - before) / (v[n] - before) : 1;
                spikes.Add(new(n, (k - 1 + fraction) * _dt));
                v[n] = p.Reset;
                hold[n] = holdSteps;
                fire(n);
            }
        }
    }

    private static double[] Filled(int length, double value)
    {
        var array = new double[length];
        Array.Fill(array, value);
        return array;
    }
}
