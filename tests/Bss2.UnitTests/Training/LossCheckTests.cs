using Bss2.Network;
using Bss2.Training;
using Bss2.Training.EventProp;
using Bss2.Training.Losses;

namespace Bss2.UnitTests.Training;

/// <summary>The check that authors of losses rely on: it passes right ones, and finds wrong factors and kinks where they are.</summary>
public sealed class LossCheckTests
{
    private static readonly NetworkSnapshot s_network = new()
    {
        InputSize = 1,
        Layers = [new("hidden", 4, TrainingRecipe.MaxSimulation.HiddenParameters), new("output", 2, TrainingRecipe.MaxSimulation.OutputParameters)],
        Projections = [new(Projection.Input, 0, 1, 4, new double[4]), new(0, 1, 4, 2, new double[8])],
        WindowUs = 50,
    };

    private static readonly TimedSpike[][] s_spikes = [[new(0, 3), new(2, 5.5), new(1, 9)], [new(1, 8), new(0, 8.7), new(1, 12)]];

    [Fact]
    public void The_built_in_losses_are_right_also_where_spikes_are_missing()
    {
        double[] readout = [0.9, -0.4, 0.5, 0.2, -0.7, 0.8, 0.3, 0.6];
        ILoss[] losses =
        [
            new FirstSpikeLoss(s_network, 1, 0.003, 6.4),
            new MaxOverTimeLoss(0, 4, readout, TrainingRecipe.MaxSimulation.OutputParameters, 50, 5, cornerTerm: true),
        ];
        foreach (ILoss loss in losses)
        {
            foreach (TimedSpike[][] spikes in (TimedSpike[][][])[s_spikes, [s_spikes[0], []], [[], []]])
            {
                LossCheckReport report = new LossCheck(loss, s_network).Run(spikes, label: 0);
                Assert.True(report.IsRight && report.Kinks.Count == 0, report.ToString());
            }
            Assert.Equal(loss is FirstSpikeLoss ? 6 : 14, new LossCheck(loss, s_network).Run(s_spikes, 0).Compared);
        }
    }

    [Fact]
    public void A_missing_corner_term_is_found_at_the_spike_that_makes_the_corner()
    {
        // Rising when the inhibitory spike of neuron 2 arrives at 5.5 µs, falling after it.
        double[] readout = [3, 0, 0, 0, -9, 0, 0, 0];
        ILoss At(bool corner) => new MaxOverTimeLoss(0, 4, readout, TrainingRecipe.MaxSimulation.OutputParameters, 50, 5, corner);
        Assert.True(new LossCheck(At(true), s_network).Run(s_spikes, 0).IsRight);
        LossCheckReport report = new LossCheck(At(false), s_network).Run(s_spikes, 0);
        Assert.StartsWith("dL/dt of spike 1 (neuron 2, 5.5 µs) of layer 0", Assert.Single(report.Wrong), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, true, 0)]
    [InlineData(1.001, 0, false, 0)]
    [InlineData(1, 8.7, true, 1)]
    public void A_wrong_factor_and_a_kink_are_told_apart(double factor, double kinkUs, bool right, int kinks)
    {
        LossCheckReport report = new LossCheck(new Toy(factor, kinkUs), s_network).Run(s_spikes, 0);
        Assert.Equal((right, kinks), (report.IsRight, report.Kinks.Count));
        Assert.Equal(6 - kinks, report.Compared);
    }

    // (t − 7)² of every output spike, and |t − kink|.
    private sealed class Toy(double factor, double kinkUs) : ILoss
    {
        public IReadOnlyList<double[]> HostParameters => [];

        public SampleLoss Evaluate(RecordedBatch recorded, int sample, int label)
        {
            double sum = 0;
            foreach (TimedSpike spike in recorded.Spikes(sample, 1))
            {
                sum += (spike.TimeUs - 7) * (spike.TimeUs - 7) + Math.Abs(spike.TimeUs - kinkUs);
            }
            return new(sum, 0);
        }

        public void Scores(RecordedBatch recorded, int sample, Span<double> scores) => scores.Clear();

        public SampleLoss Differentiate(RecordedBatch recorded, int sample, int label, TimeGradients timeGradients,
            double[][] parameterGradients, double[][] weightGradients)
        {
            ReadOnlySpan<TimedSpike> spikes = recorded.Spikes(sample, 1);
            for (int k = 0; k < spikes.Length; k++)
            {
                timeGradients[1, k] += factor * 2 * (spikes[k].TimeUs - 7) + Math.Sign(spikes[k].TimeUs - kinkUs);
            }
            return Evaluate(recorded, sample, label);
        }
    }
}
