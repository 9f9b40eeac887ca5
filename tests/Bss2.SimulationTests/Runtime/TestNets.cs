using Bss2.Network;
using Bss2.Spikes;

namespace Bss2.SimulationTests.Runtime;

/// <summary>Networks and stimuli of the runtime's tests.</summary>
internal static class TestNets
{
    public static LifParameters Lif(double tauM = 10, double tauS = 5, double refractoryUs = 2) =>
        new() { MembraneTimeConstantUs = tauM, SynapticTimeConstantUs = tauS, RefractoryUs = refractoryUs };

    /// <summary>Layers and edges (−1 is the input) with weights mean + deviation · normal, one pair per edge.</summary>
    public static NetworkSnapshot Net(ulong seed, int inputs, double windowUs, LifLayer[] layers,
        params (int Source, int Target, double Mean, double Deviation)[] edges)
    {
        SeedTree random = SeedTree.Root(seed);
        return new()
        {
            InputSize = inputs,
            WindowUs = windowUs,
            Layers = layers,
            Projections =
            [
                .. edges.Select((edge, p) =>
                {
                    int from = edge.Source < 0 ? inputs : layers[edge.Source].Size, to = layers[edge.Target].Size;
                    return new Projection(edge.Source, edge.Target, from, to,
                        [.. Enumerable.Range(0, from * to).Select(k => edge.Mean + edge.Deviation * random.Child((ulong)p).Gaussian((ulong)k))]);
                }),
            ],
        };
    }

    /// <summary>Samples of uniformly random spikes on the 8 ns grid, no two in the same cycle.</summary>
    public static SpikeBatch Inputs(ulong seed, int channels, int samples, int spikesPerChannel, double lastUs)
    {
        SeedTree random = SeedTree.Root(seed);
        return new(channels,
        [
            .. Enumerable.Range(0, samples).Select(s =>
            {
                var cycles = new SortedDictionary<int, int>();
                for (int k = 0; cycles.Count < channels * spikesPerChannel; k++)
                {
                    cycles.TryAdd((int)(random.Child((ulong)s).Uniform((ulong)k) * lastUs / FpgaTime.CycleUs), k % channels);
                }
                return cycles.Select(entry => new TimedSpike(entry.Value, entry.Key * FpgaTime.CycleUs)).ToArray();
            }),
        ]);
    }
}
