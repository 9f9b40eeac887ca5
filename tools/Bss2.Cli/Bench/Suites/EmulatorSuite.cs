using Bss2.Emulator;
using Bss2.Runtime;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.Cli.Bench.Suites;

/// <summary>Training in the loop on the emulated chip: chip time of the samples' windows against everything that it takes.</summary>
/// <remarks>
/// Programs, register writes, events, analog core, decoding, gradient and update; no waits for settling count as chip time. Noise on,
/// ideal die.
/// </remarks>
internal sealed class EmulatorSuite : IBenchSuite
{
    private const int Samples = 900, RowsPerInput = 5, AtomicNeurons = 512;

    // Brian2's finer step in performance 4, to count neuron-steps alike.
    private const double StepSeconds = 0.1e-6;

    // Chip time of the driven chips: as in performance 4, and a part of it.
    private const double DrivenSeconds = 0.05, ShortSeconds = 0.002;

    // Epochs of simulation before the measurement, so that the net spikes as it does for most of a training.
    private const int Settled = 3;

    // A neuron-step of 40 ns costs about 30 FLOP in a plain loop (circuit-prototype 5); per second of chip time with 120 neurons.
    private const double FlopPerChipSecond = 30 * 120 / 40e-9;

    public string Name => "emulator";

    public IEnumerable<BenchCase> Cases()
    {
        yield return Case("emulator.yinyang.circuit.1core", CoreModel.Circuit, 1);
        yield return Case("emulator.yinyang.circuit.2cores", CoreModel.Circuit, 2) with
        {
            Yardstick = new("emulator.yinyang.circuit.1core", () => Epoch(CoreModel.Circuit, 1), 1),
        };
        yield return Case("emulator.yinyang.linear.1core", CoreModel.Linear, 1);
        foreach (CoreModel core in (CoreModel[])[CoreModel.Circuit, CoreModel.Linear])
        {
            string name = core == CoreModel.Circuit ? "circuit" : "linear";
            yield return Driven($"emulator.fullchip.{name}", BenchUnit.RealTimeFactor, DrivenChip.Full, core, DrivenSeconds, chip => chip.Seconds);
            yield return Driven($"emulator.recurrent.{name}", BenchUnit.RealTimeFactor, DrivenChip.Recurrent, core, DrivenSeconds, chip => chip.Seconds);
        }
        yield return Driven("emulator.fullchip.circuit.neuronstep", BenchUnit.NanosecondsPerItem, DrivenChip.Full, CoreModel.Circuit, ShortSeconds,
            chip => AtomicNeurons * chip.Seconds / StepSeconds);
        yield return Driven("emulator.fullchip.circuit.synapticevent", BenchUnit.NanosecondsPerItem, DrivenChip.Full, CoreModel.Circuit, ShortSeconds,
            chip => (double)AtomicNeurons * chip.Events);
    }

    private static BenchCase Driven(string name, BenchUnit unit, Func<EmulatorOptions, double, DrivenChip> chip, CoreModel core, double seconds,
        Func<DrivenChip, double> work) => new(name, unit, 1, MachinePeaks.Fma(FlopPerChipSecond), () =>
        {
            DrivenChip driven = chip(new() { Core = core, NoiseSeed = 1 }, seconds);
            double done = work(driven);
            return () => driven.Run() > 0 ? done : throw new InvalidOperationException("No neuron has fired.");
        });

    private static BenchCase Case(string name, CoreModel core, int threads) =>
        new(name, BenchUnit.RealTimeFactor, threads, MachinePeaks.Fma(FlopPerChipSecond), () => Epoch(core, threads));

    private static BenchWork Epoch(CoreModel core, int threads)
    {
        TrainingRecipe recipe = TrainingRecipe.MaxChip;
        var before = new Trainer(recipe, new ReferenceLif(1), YinYang.Training(), [], seed: 1, threads: 1);
        for (int e = 0; e < Settled; e++)
        {
            RunEpoch(before);
        }
        TrainerState settled = before.Snapshot();
        var chip = new ChipSubstrate(new EmulatorExecutor(new() { Core = core, NoiseSeed = 1, Threads = threads }), RowsPerInput);
        var trainer = new Trainer(recipe, chip, [.. YinYang.Training().Take(Samples)], [], seed: 1, threads);
        return () =>
        {
            trainer.Restore(settled);
            RunEpoch(trainer);
            return Samples * recipe.WindowUs * 1e-6;
        };
    }

    private static void RunEpoch(Trainer trainer) => trainer.RunEpochAsync(null, CancellationToken.None).GetAwaiter().GetResult();
}
