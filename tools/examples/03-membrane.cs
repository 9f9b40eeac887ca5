using Bss2.Emulator;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Examples;

/// <summary>A neuron whose leak lies above its threshold, seen by the fast converter (MADC) while it fires.</summary>
internal static class Membrane
{
    private const int CyclesPerUs = 125, Samples = 4000, LeakAboveThreshold = 1000, ReadoutAmplifierRow = 18, ReadoutAmplifierCode = 110;

    public static async Task RunAsync()
    {
        await using var session = new ChipSession(new EmulatorExecutor(new EmulatorOptions { Noise = false }));
        await session.OpenAsync(CancellationToken.None);
        var circuit = new AtomicNeuron(12);
        // Codes for τ_m = τ_s = 10 µs; then the leak is raised, so that the neuron fires by itself.
        var layer = new LifLayer("neuron", 1, new LifParameters { MembraneTimeConstantUs = 10, SynapticTimeConstantUs = 10, RefractoryUs = 5 });
        OperatingPoint point = OperatingPoint.For(layer);
        CircuitSettings settings = new CircuitSettings { Codes = point.Codes }.With(CircuitRow.Leak, LeakAboveThreshold);
        PlaybackProgramBuilder b = new PlaybackProgramBuilder().Write(new EventRecordingConfig());    // off while cells settle
        b.Write(circuit.CapMemBlock, new CapMemBlockConfig());
        b.Write(new CapMemCellAddress(circuit.CapMemBlock, new CapMemRow(ReadoutAmplifierRow), new CapMemColumn(CircuitRow.SharedColumn)),
            new CapMemCell { Value = ReadoutAmplifierCode });
        foreach ((int row, int code) in settings.Codes)
        {
            b.Write(circuit.Cell(new CapMemRow(row)), new CapMemCell { Value = code });
        }
        b.Write(new NeuronBackendBlock(circuit.Backend.Block), new CommonNeuronBackendConfig { ClockScaleSlow = point.ClockScale });
        b.Write(circuit.Backend, new NeuronBackendConfig { RefractoryTime = point.RefractoryTicks, EnSpikeOut = true });
        b.Write(circuit, settings.Switches() with { EnReadoutAmp = true, EnReadout = true });
        b.Barrier(Barriers.Omnibus).Wait(100_000 * CyclesPerUs);   // CapMem cells settle
        b.Write(new SystimeSync()).Barrier(Barriers.Systime);
        // Even column, top hemisphere → first buffer → converter.
        b.Write(new ReadoutSourceSelection { NeuronEven = [circuit.Hemisphere.Value == 0, circuit.Hemisphere.Value == 1, false, false] });
        b.Write(new MADCConfig { NumberOfSamples = Samples });
        b.Write(new MADCControl { WakeUp = true, EnablePreAmplifier = true });
        b.Write(new EventRecordingConfig { EnableEventRecording = true }).Barrier(Barriers.Omnibus).Wait(10 * CyclesPerUs);
        b.Write(new MADCControl { StartRecording = true, EnablePreAmplifier = true, EnablePowerDownAfterSampling = true });
        b.Barrier(Barriers.Omnibus).Wait(150 * CyclesPerUs);
        PlaybackResult result = await session.ExecuteAsync(b.Build(), CancellationToken.None);
        MadcSample[] trace = [.. result.MadcSamples.Skip(300)];    // the first 8 µs are the amplifier's
        ulong start = trace[0].ChipTime.Cycles;
        Console.WriteLine($"{result.MadcSamples.Count} samples; codes {trace.Min(s => s.Value)}..{trace.Max(s => s.Value)}; spikes {result.Spikes.Count}");
        foreach (MadcSample sample in trace.Where((_, k) => k % 60 == 0).Take(40))
        {
            Console.WriteLine($"{(sample.ChipTime.Cycles - start) * 0.008,6:F2} µs {new string(' ', sample.Value / 8)}*");
        }
    }
}
