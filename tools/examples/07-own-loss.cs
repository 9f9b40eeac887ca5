using Bss2.Emulator;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Training;
using Bss2.Training.EventProp;
using Bss2.Training.Losses;
using Bss2.Training.Optimizers;

namespace Bss2.Examples;

/// <summary>A loss of your own: it names dLoss/dt of the spikes it looked at, and the adjoint makes gradients of weights from that.</summary>
internal sealed class OwnLoss(double wantedUs) : ILoss
{
    public IReadOnlyList<double[]> HostParameters => [];

    public SampleLoss Evaluate(RecordedBatch recorded, int sample, int label) =>
        new(recorded.Spikes(sample, 0) is [var first, ..] ? 0.5 * Math.Pow(first.TimeUs - wantedUs, 2) : double.PositiveInfinity, label);

    // Half the squared distance of the first spike from the wanted time: its derivative is the distance.
    public SampleLoss Differentiate(RecordedBatch recorded, int sample, int label, TimeGradients timeGradients,
        double[][] parameterGradients, double[][] weightGradients)
    {
        if (recorded.Spikes(sample, 0) is [var first, ..])
        {
            timeGradients[0, 0] = first.TimeUs - wantedUs;
        }
        return Evaluate(recorded, sample, label);
    }

    public void Scores(RecordedBatch recorded, int sample, Span<double> scores) => scores[0] = Evaluate(recorded, sample, 0).Loss;

    public static async Task RunAsync()
    {
        var neuron = new LifLayer("neuron", 1, new LifParameters { MembraneTimeConstantUs = 6, SynapticTimeConstantUs = 6, RefractoryUs = 60 });
        double[] weights = [1.5, 1.5, 1.5, 1.5];
        var network = new NetworkSnapshot { InputSize = 4, Layers = [neuron], Projections = [new(Projection.Input, 0, 4, 1, weights)], WindowUs = 40 };
        var inputs = new SpikeBatch(4, [[new(0, 2), new(1, 6), new(2, 10), new(3, 14)]]);
        await using var chip = new ChipSubstrate(new EmulatorExecutor(new EmulatorOptions()));
        var loss = new OwnLoss(wantedUs: 13);
        var adjoint = new ExactEventProp(network, minimumSlope: 0.1);
        var adam = new Adam([weights.Length], beta1: 0.9, beta2: 0.999);
        var times = new TimeGradients(layers: 1);
        List<SpikeRecord> merged = [];
        for (ulong step = 0; step <= 60; step++)
        {
            RecordedBatch record = await chip.RunAsync(network, inputs, step, CancellationToken.None);
            double[][] gradients = [new double[weights.Length]];
            times.Clear(0, record.Spikes(0, 0).Length);
            SampleLoss now = loss.Differentiate(record, 0, 0, times, [], gradients);
            SpikeRecord.Merge(inputs[0], record, 0, layers: 1, merged);
            adjoint.Accumulate(merged, times, gradients);
            adam.Update([weights], gradients, learningRate: 0.02);
            if (step % 20 == 0)
            {
                Console.WriteLine($"step {step}: spike at {record.Spikes(0, 0)[0].TimeUs:F2} µs, loss {now.Loss:F3}");
            }
        }
    }
}
