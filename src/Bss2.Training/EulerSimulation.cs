using Bss2.Network;

namespace Bss2.Training;

/// <summary>Explicit Euler step by step, neuron by neuron: any topology. The oracle of the vectorised simulation.</summary>
internal sealed class EulerSimulation(double stepUs, bool interpolate) : ISampleSimulation
{
    private NetworkSnapshot? _network;

    /// <inheritdoc/>
    public void Load(NetworkSnapshot network) => _network = network;

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<TimedSpike> inputs, RecordedBatch record, int sample)
    {
        TimedSpike[][] spikes = Run(_network!, inputs);
        for (int l = 0; l < spikes.Length; l++)
        {
            spikes[l].CopyTo(record.Fill(sample, l, spikes[l].Length));
        }
    }

    private TimedSpike[][] Run(NetworkSnapshot network, ReadOnlySpan<TimedSpike> inputs)
    {
        int steps = (int)Math.Round(network.WindowUs / stepUs), layers = network.Layers.Count, input = 0;
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
            for (; input < inputs.Length && Math.Round(inputs[input].TimeUs / stepUs) <= k; input++)
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
        double a = stepUs / p.MembraneTimeConstantUs, decay = 1 - stepUs / p.SynapticTimeConstantUs;
        int holdSteps = (int)Math.Min(int.MaxValue / 2, Math.Round(p.RefractoryUs / stepUs));
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
                double fraction = interpolate ? (p.Threshold - before) / (v[n] - before) : 1;
                spikes.Add(new(n, (k - 1 + fraction) * stepUs));
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
