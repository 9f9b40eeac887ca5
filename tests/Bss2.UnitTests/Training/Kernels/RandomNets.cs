using Bss2.Network;
using Bss2.Spikes;

namespace Bss2.UnitTests.Training.Kernels;

/// <summary>Random feed-forward nets and inputs, as functions of a seed: all the kinds that the vectorised path serves.</summary>
internal static class RandomNets
{
    private static readonly (double Membrane, double Synaptic)[] s_timeConstants = [(6, 6), (20, 5), (5, 20), (10, 9.5)];

    private static readonly double[] s_refractoryUs = [0, 2, 11, 1000];

    private static readonly int[] s_sizes = [1, 3, 8, 13, 37];

    /// <summary>One to three layers, sometimes with a skipping projection, of parameters drawn from short lists.</summary>
    public static NetworkSnapshot FeedForward(ulong seed)
    {
        SeedTree random = SeedTree.Root(seed);
        int depth = 1 + random.Integer(0, 3);
        LifLayer[] layers = [.. Enumerable.Range(0, depth).Select(l => Layer(random.Child((ulong)l), $"layer {l}"))];
        List<Projection> projections = [Project(random.Child(10), Projection.Input, 0, 5, layers[0])];
        for (int l = 1; l < depth; l++)
        {
            projections.Add(Project(random.Child(10 + (ulong)l), l - 1, l, layers[l - 1].Size, layers[l]));
        }
        if (depth == 3)
        {
            projections.Add(Project(random.Child(20), 0, 2, layers[0].Size, layers[2]));
            projections.Add(Project(random.Child(21), Projection.Input, 2, 5, layers[2]));
        }
        return new() { InputSize = 5, Layers = layers, Projections = projections, WindowUs = 60 };
    }

    /// <summary>Input, one hidden layer, and three outputs if asked for.</summary>
    public static NetworkSnapshot HiddenAndOutput(ulong seed, LifParameters hidden, LifParameters? output)
    {
        SeedTree random = SeedTree.Root(seed);
        var first = new LifLayer("hidden", s_sizes[random.Integer(1, s_sizes.Length)], hidden);
        Projection inputs = Project(random.Child(10), Projection.Input, 0, 5, first);
        if (output is null)
        {
            return new() { InputSize = 5, Layers = [first], Projections = [inputs], WindowUs = 60 };
        }
        var last = new LifLayer("output", 3, output);
        return new()
        {
            InputSize = 5, Layers = [first, last], Projections = [inputs, Project(random.Child(11), 0, 1, first.Size, last)], WindowUs = 60,
        };
    }

    /// <summary>Up to twelve spikes per sample, some of them at the same moment.</summary>
    public static SpikeBatch Inputs(ulong seed, int samples)
    {
        SeedTree random = SeedTree.Root(seed).Child(99);
        return new(5, [.. Enumerable.Range(0, samples).Select(s =>
        {
            SeedTree sample = random.Child((ulong)s);
            return Enumerable.Range(0, sample.Integer(0, 13)).Select(i => new TimedSpike(sample.Integer(100 + (ulong)i, 5),
                i % 4 == 3 ? 10 : 55 * sample.Uniform((ulong)i))).OrderBy(spike => spike.TimeUs).ToArray();
        })]);
    }

    private static LifLayer Layer(SeedTree random, string name)
    {
        (double membrane, double synaptic) = s_timeConstants[random.Integer(1, s_timeConstants.Length)];
        bool shifted = random.Integer(2, 2) == 1;
        return new(name, s_sizes[random.Integer(0, s_sizes.Length)], new()
        {
            MembraneTimeConstantUs = membrane, SynapticTimeConstantUs = synaptic, RefractoryUs = s_refractoryUs[random.Integer(3, s_refractoryUs.Length)],
            Threshold = shifted ? 1.3 : 1, Leak = shifted ? 0.2 : 0, Reset = shifted ? -0.1 : 0,
        });
    }

    // Strong enough that about every neuron fires, and some several times.
    private static Projection Project(SeedTree random, int source, int target, int sourceSize, LifLayer layer)
    {
        double mean = source == Projection.Input ? 2.5 : 3.0 / Math.Sqrt(sourceSize);
        return new(source, target, sourceSize, layer.Size,
            [.. Enumerable.Range(0, sourceSize * layer.Size).Select(i => mean + 1.5 * random.Gaussian((ulong)i))]);
    }
}
