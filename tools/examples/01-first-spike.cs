using Bss2.Emulator;
using Bss2.Network;
using Bss2.Runtime;

namespace Bss2.Examples;

/// <summary>One neuron on the chip, driven until it spikes.</summary>
internal static class FirstSpike
{
    public static async Task RunAsync()
    {
        // Another executor here, and the same program runs on a board: new WireExecutor(await UdpLink.ConnectAsync(…), …).
        await using var chip = new ChipSubstrate(new EmulatorExecutor(new EmulatorOptions { Noise = false }));
        var neuron = new LifLayer("neuron", 1, new LifParameters { MembraneTimeConstantUs = 6, SynapticTimeConstantUs = 6 });
        for (double weight = 1; weight <= 4; weight++)
        {
            var network = new NetworkSnapshot
            {
                InputSize = 1, Layers = [neuron], WindowUs = 40,
                // In units of the threshold: a weight of e ≈ 2.72 just reaches it when both time constants are equal.
                Projections = [new Projection(Projection.Input, 0, sourceSize: 1, targetSize: 1, weights: [weight])],
            };
            var inputs = new SpikeBatch(channels: 1, samples: [[new TimedSpike(0, 5.0)]]);
            RecordedBatch record = await chip.RunAsync(network, inputs, batchNumber: (ulong)weight, CancellationToken.None);
            TimedSpike[] spikes = record.Spikes(sample: 0, layer: 0).ToArray();
            Console.WriteLine($"weight {weight}: {(spikes.Length == 0 ? "silent" : $"first spike at {spikes[0].TimeUs:F2} µs, {spikes.Length} in all")}");
        }
        Console.WriteLine($"chip: {chip.Chip.Name}");
        foreach ((string resource, int used, int available) in chip.Placement!.Usage)
        {
            Console.WriteLine($"{resource}: {used} of {available}");
        }
    }
}
