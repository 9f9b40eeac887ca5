// A loss of one's own: each output neuron has a target time for its first spike, and the squared distance counts.
// Checks its derivatives and trains with it:  dotnet run docs/own-loss/OwnLoss.cs     (docs/own-losses.md)
#:project ../../src/Bss2.Training/Bss2.Training.csproj
#:project ../../src/Bss2.Network/Bss2.Network.csproj
using Bss2.Network;
using Bss2.Training;
using Bss2.Training.Data;
using Bss2.Training.EventProp;
using Bss2.Training.Losses;

TrainingRecipe recipe = TrainingRecipe.FirstSpikeSimulation with { Epochs = 10 };
DataSet data = YinYang.Data(1000);
NetworkSnapshot shape = recipe.Network([new double[recipe.Inputs * recipe.Hidden], new double[recipe.Hidden * recipe.Classes]]);

TimedSpike[][] sample = [[], [new(2, 13.4), new(0, 18), new(2, 21)]];
Console.WriteLine(new LossCheck(new TargetTimeLoss(shape, 15, 25), shape).Run(sample, label: 0));

var trainer = new Trainer(recipe, new ReferenceLif(), data.Training, data.Validation, seed: 1, threads: 1,
    (network, _) => new PlainGradient(network, new TargetTimeLoss(network, 15, 25), new ExactEventProp(network, recipe.MinimumSlope)));
for (int epoch = 1; epoch <= recipe.Epochs; epoch++)
{
    EpochReport report = await trainer.RunEpochAsync(null, CancellationToken.None);
    Console.WriteLine($"epoch {epoch}: loss {report.TrainLoss:F3}, validation {100 * report.ValidationAccuracy:F1} %");
}

/// <summary>½ Σ ((t_j − target_j)/τ)²; a missing spike counts as the window's end and has no derivative.</summary>
internal sealed class TargetTimeLoss(NetworkSnapshot network, double labelUs, double othersUs) : ILoss
{
    private const double ScaleUs = 5;

    private readonly int _layer = network.Layers.Count - 1;
    private readonly double[] _time = new double[network.Layers[^1].Size];
    private readonly int[] _ordinal = new int[network.Layers[^1].Size];

    public IReadOnlyList<double[]> HostParameters => [];

    public SampleLoss Evaluate(RecordedBatch recorded, int sample, int label)
    {
        Scores(recorded, sample, _time);
        double sum = 0;
        for (int j = 0; j < _time.Length; j++)
        {
            double off = (_time[j] - Target(j, label)) / ScaleUs;
            sum += 0.5 * off * off;
        }
        return new(sum, Array.IndexOf(_time, _time.Min()));
    }

    public void Scores(RecordedBatch recorded, int sample, Span<double> scores)
    {
        scores.Fill(network.WindowUs);
        Array.Fill(_ordinal, -1);
        ReadOnlySpan<TimedSpike> spikes = recorded.Spikes(sample, _layer);
        for (int k = 0; k < spikes.Length; k++)
        {
            if (_ordinal[spikes[k].Source] < 0)
            {
                (_ordinal[spikes[k].Source], scores[spikes[k].Source]) = (k, spikes[k].TimeUs);
            }
        }
    }

    public SampleLoss Differentiate(RecordedBatch recorded, int sample, int label, TimeGradients timeGradients,
        double[][] parameterGradients, double[][] weightGradients)
    {
        SampleLoss loss = Evaluate(recorded, sample, label);
        for (int j = 0; j < _time.Length; j++)
        {
            if (_ordinal[j] >= 0)
            {
                timeGradients[_layer, _ordinal[j]] += (_time[j] - Target(j, label)) / (ScaleUs * ScaleUs);
                continue;
            }
            // No spike, no derivative: push the weights from all neurons that fired, so that it comes.
            foreach (TimedSpike spike in recorded.Spikes(sample, _layer - 1))
            {
                weightGradients[^1][spike.Source * _time.Length + j] -= 0.1;
            }
        }
        return loss;
    }

    private double Target(int output, int label) => output == label ? labelUs : othersUs;
}
