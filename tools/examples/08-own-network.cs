using System.Net;
using Bss2.Emulator;
using Bss2.Emulator.Wire;
using Bss2.Hal.Playback;
using Bss2.Links.Udp;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Spikes;
using Bss2.Training;
using Bss2.Training.EventProp;
using Bss2.Training.Losses;
using Bss2.Training.Optimizers;

namespace Bss2.Examples;

/// <summary>A recurrent network of your own, in the loop with a chip at the other end of UDP; with a board, name its host instead.</summary>
internal static class OwnNetwork
{
    public static async Task RunAsync()
    {
        IPEndPoint any = new(IPAddress.Loopback, 0);
        using var board = new UdpFarEnd(new EmulatedBoard(new() { Core = CoreModel.Linear }, log: _ => { }), any, any);
        var ports = new UdpLinkOptions { DataPort = board.EndPoint.Port, ResetPort = board.ResetEndPoint.Port };
        UdpLink link = await UdpLink.ConnectAsync("127.0.0.1", ports, TimeProvider.System, CancellationToken.None);
        await using var chip = new ChipSubstrate(new WireExecutor(link, TimeSpan.FromMinutes(1), TimeProvider.System), rowsPerInput: 2);

        // Two inputs, ten neurons that also hear each other, two output neurons: which input came first?
        LifLayer Layer(string name, int size) => new(name, size, new() { MembraneTimeConstantUs = 20, SynapticTimeConstantUs = 5, RefractoryUs = 2 });
        double[][] weights = [Draw(0, 20, 4), Draw(1, 100, 0), Draw(2, 20, 1.5)];
        var network = new NetworkSnapshot
        {
            InputSize = 2, WindowUs = 60, Layers = [Layer("hidden", 10), Layer("output", 2)],
            Projections = [new(Projection.Input, 0, 2, 10, weights[0]), new(0, 0, 10, 10, weights[1]), new(0, 1, 10, 2, weights[2])],
        };
        var inputs = new SpikeBatch(2, [[new(0, 2), new(1, 12)], [new(1, 2), new(0, 12)]]);
        var loss = new FirstSpikeLoss(network, tau0Us: 0.3, alpha: 0.003, tau1Us: 6.4);
        var adjoint = new ExactEventProp(network, minimumSlope: 0.1);
        var adam = new Adam(weights.Select(w => w.Length), beta1: 0.9, beta2: 0.99);
        var times = new TimeGradients(layers: 2);
        List<SpikeRecord> merged = [];
        for (ulong step = 0; step <= 40; step++)
        {
            RecordedBatch record = await chip.RunAsync(network, inputs, step, CancellationToken.None);
            double[][] gradients = [.. weights.Select(w => new double[w.Length])];
            for (int sample = 0; sample < 2; sample++)
            {
                Array.ForEach([0, 1], layer => times.Clear(layer, record.Spikes(sample, layer).Length));
                SampleLoss now = loss.Differentiate(record, sample, label: sample, times, [], gradients);
                SpikeRecord.Merge(inputs[sample], record, sample, layers: 2, merged);
                adjoint.Accumulate(merged, times, gradients);
                Console.Write(step % 20 > 0 ? "" : $"step {step}, sample {sample}: loss {now.Loss:F3}, answer {now.Predicted}\n");
            }
            adam.Update(weights, gradients, learningRate: 0.02);
        }
        Console.WriteLine($"chip: {chip.Chip.Name}");
    }

    private static double[] Draw(ulong array, int count, double mean) =>
        [.. Enumerable.Range(0, count).Select(i => mean + 0.4 * SeedTree.Root(1).Child(array).Gaussian((ulong)i))];
}
