using Bss2.Network;
using Bss2.Spikes;
using Bss2.Training;
using Bss2.Training.Kernels;
using Bss2.Training.Losses;

namespace Bss2.UnitTests.Training.Kernels;

/// <summary>The vectorised gradient against the plain classes, and against finite differences of the loss itself.</summary>
public sealed class LayeredGradientTests
{
    private const int Seeds = 8, Samples = 6;

    public static TheoryData<bool, double, double, double> Kinds => new()
    {
        // Loss is max; τ_m, τ_s, refractory time of the hidden layer.
        { true, 6, 6, 1000 }, { true, 6, 6, 0 }, { true, 20, 5, 0 }, { true, 20, 5, 3 }, { true, 5, 20, 1000 },
        { false, 6, 6, 0 }, { false, 20, 5, 0 }, { false, 20, 5, 2 }, { false, 5, 20, 1000 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_equals_the_plain_classes_and_has_the_same_bits_at_every_width(bool max, double tauM, double tauS, double refractory)
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            (TrainingRecipe recipe, NetworkSnapshot network, double[][] weights) = Net(seed, max, tauM, tauS, refractory);
            recipe = recipe with { MinimumSlope = 0.05 }; // stamps may put a spike where the nominal slope is negative
            SpikeBatch inputs = RandomNets.Inputs(seed, Samples);
            // As simulated, and as a chip would stamp them: on a grid of 8 ns, with ties, some too soon after the last.
            RecordedBatch exact = Record(network, inputs, 0), stamped = Record(network, inputs, 0.008), coarse = Record(network, inputs, 0.5);
            foreach (RecordedBatch record in (RecordedBatch[])[exact, stamped, coarse])
            {
                Compare(recipe, network, weights, inputs, record);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void On_a_grid_it_equals_the_plain_Euler_classes_and_has_the_same_bits_at_every_width(
        bool max, double tauM, double tauS, double refractory)
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            (TrainingRecipe recipe, NetworkSnapshot network, double[][] weights) = Net(seed, max, tauM, tauS, refractory);
            recipe = recipe with { MinimumSlope = 0.05, Adjoint = AdjointKind.Euler, EulerStepUs = seed % 2 == 0 ? 1 : 0.3 };
            SpikeBatch inputs = RandomNets.Inputs(seed, Samples);
            Assert.IsNotType<PlainGradient>(SampleGradients.For(recipe, network, weights));
            Compare(recipe, network, weights, inputs, Record(network, inputs, 0));
        }
    }

    [Fact]
    public void Steps_longer_than_a_time_constant_are_left_to_the_plain_classes()
    {
        (TrainingRecipe recipe, NetworkSnapshot network, double[][] weights) = Net(1, max: true, 6, 6, 0);
        recipe = recipe with { Adjoint = AdjointKind.Euler, EulerStepUs = 7 };
        Assert.IsType<PlainGradient>(SampleGradients.For(recipe, network, weights));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_equals_finite_differences(bool max, double tauM, double tauS, double refractory)
    {
        (TrainingRecipe recipe, NetworkSnapshot network, double[][] weights) = Net(seed: 3, max, tauM, tauS, refractory);
        SpikeBatch inputs = Answered(network, RandomNets.Inputs(3, 3 * Samples));
        Assert.InRange(inputs.Count, 3, 3 * Samples);
        var substrate = new ReferenceLif();
        var gradient = SampleGradients.InLanes<Lanes256>(recipe, network, weights[1]);
        async Task<double> Loss()
        {
            RecordedBatch record = await substrate.RunAsync(network, inputs, 0, TestContext.Current.CancellationToken);
            gradient.Begin();
            double loss = Enumerable.Range(0, inputs.Count).Sum(s => gradient.Evaluate(record, s, s % 3).Loss);
            record.Release();
            return loss;
        }
        double[][] analytic = Sum(gradient, inputs, Record(network, inputs, 0), weights, out _);
        for (int a = 0; a < weights.Length; a++)
        {
            double norm = Math.Sqrt(analytic[a].Sum(g => g * g)), worst = 0;
            for (int i = 0; i < weights[a].Length; i += 1 + weights[a].Length / 40)
            {
                double saved = weights[a][i];
                async Task<double> At(double delta)
                {
                    weights[a][i] = saved + delta;
                    double loss = await Loss();
                    weights[a][i] = saved;
                    return loss;
                }
                const double h = 1e-5;
                double numeric = (8 * (await At(h) - await At(-h)) - (await At(2 * h) - await At(-2 * h))) / (12 * h);
                worst = Math.Max(worst, Math.Abs(numeric - analytic[a][i]));
            }
            Assert.True(norm > 0 && worst <= 1e-6 * norm, $"array {a}: relative error {worst / norm:E2}");
        }
    }

    // A silent label neuron has a pseudo-gradient, which differences do not see.
    private static SpikeBatch Answered(NetworkSnapshot network, SpikeBatch inputs)
    {
        RecordedBatch record = Record(network, inputs, 0);
        var answered = new SpikeBatch(inputs.Channels);
        for (int s = 0; s < inputs.Count; s++)
        {
            int label = answered.Count % 3;
            if (network.Layers.Count == 1 || record.Spikes(s, 1).ToArray().Any(spike => spike.Source == label))
            {
                answered.Add(inputs[s]);
            }
        }
        return answered;
    }

    [Fact]
    public void A_silent_sample_has_a_loss_and_no_gradient_but_the_push_on_nothing()
    {
        (TrainingRecipe recipe, NetworkSnapshot network, double[][] weights) = Net(1, max: true, 6, 6, 1000);
        var inputs = new SpikeBatch(5, [[]]);
        double[][] sum = Sum(SampleGradients.InLanes<Lanes256>(recipe, network, weights[1]), inputs, Record(network, inputs, 0), weights, out double loss);
        Assert.Equal(Math.Log(3), loss, 1e-12);
        Assert.All(sum, array => Assert.All(array, g => Assert.Equal(0, g)));
    }

    private static void Compare(TrainingRecipe recipe, NetworkSnapshot network, double[][] weights, SpikeBatch inputs, RecordedBatch record)
    {
        double[][] plain = Sum(SampleGradients.Plain(recipe, network, weights), inputs, record, weights, out double plainLoss);
        double[][] four = Sum(SampleGradients.InLanes<Lanes256>(recipe, network, weights[1]), inputs, record, weights, out double loss);
        Assert.Equal(plainLoss, loss, 1e-11 * Math.Abs(plainLoss));
        for (int a = 0; a < plain.Length; a++)
        {
            // Not relative to gradients that are rounding themselves, 1 − p of a sure answer.
            double norm = Math.Sqrt(plain[a].Sum(g => g * g)) + 1e-4;
            double worst = plain[a].Zip(four[a]).Max(pair => Math.Abs(pair.First - pair.Second));
            Assert.True(worst <= 1e-11 * norm, $"array {a}: {worst / norm:E2}");
        }
        Assert.Equal(four, Sum(SampleGradients.InLanes<Lanes128>(recipe, network, weights[1]), inputs, record, weights, out _));
        Assert.Equal(four, Sum(SampleGradients.InLanes<Lanes512>(recipe, network, weights[1]), inputs, record, weights, out _));
    }

    private static (TrainingRecipe, NetworkSnapshot, double[][]) Net(ulong seed, bool max, double tauM, double tauS, double refractory)
    {
        LifParameters hidden = new() { MembraneTimeConstantUs = tauM, SynapticTimeConstantUs = tauS, RefractoryUs = refractory };
        LifParameters output = new() { MembraneTimeConstantUs = tauM, SynapticTimeConstantUs = tauS };
        NetworkSnapshot network = RandomNets.HiddenAndOutput(seed, hidden, max ? null : output);
        SeedTree random = SeedTree.Root(seed).Child(5);
        double[] readout = max ? [.. Enumerable.Range(0, 3 * network.Layers[0].Size).Select(i => 0.8 * random.Gaussian((ulong)i))]
            : network.Projections[1].Weights;
        TrainingRecipe recipe = TrainingRecipe.MaxSimulation with
        {
            Loss = max ? LossKind.Max : LossKind.FirstSpike, Hidden = network.Layers[0].Size, HiddenParameters = hidden, OutputParameters = output,
            WindowUs = network.WindowUs, LogitScale = 3, CornerTerm = true, MinimumSlope = 0, Tau0Us = 2,
        };
        return (recipe, network, [network.Projections[0].Weights, readout]);
    }

    private static RecordedBatch Record(NetworkSnapshot network, SpikeBatch inputs, double gridUs)
    {
        var simulation = new LifSimulation(network);
        RecordedBatch record = new RecordedBatchPool().Take(inputs.Count, network.Layers.Count);
        for (int s = 0; s < inputs.Count; s++)
        {
            simulation.Run(inputs[s], record, s);
            for (int l = 0; gridUs > 0 && l < network.Layers.Count; l++)
            {
                TimedSpike[] spikes = [.. record.Spikes(s, l)];
                spikes = [.. spikes.Select(k => k with { TimeUs = gridUs * Math.Floor(k.TimeUs / gridUs) })];
                spikes.CopyTo(record.Fill(s, l, spikes.Length));
            }
        }
        return record;
    }

    private static double[][] Sum(ISampleGradient gradient, SpikeBatch inputs, RecordedBatch record, double[][] weights, out double loss)
    {
        gradient.Begin();
        loss = 0;
        for (int s = 0; s < inputs.Count; s++)
        {
            loss += gradient.Accumulate(inputs[s], record, s, s % 3).Loss;
        }
        double[][] sum = [.. weights.Select(array => new double[array.Length])];
        gradient.AddTo(sum);
        return sum;
    }
}
