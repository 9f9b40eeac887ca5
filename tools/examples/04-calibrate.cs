using Bss2.Calibration;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Targets;
using Bss2.Emulator;
using Bss2.Hal.Coordinates;

namespace Bss2.Examples;

/// <summary>Eight circuits of a raw die brought to an operating point, from spikes alone. All 512: bss2 calibrate --die 3</summary>
internal static class Calibrate
{
    public static async Task RunAsync()
    {
        await using var chip = new EmulatorExecutor(new EmulatorOptions { Die = 3, Core = CoreModel.Linear });
        AtomicNeuron[] circuits = [.. Enumerable.Range(0, 8).Select(k => new AtomicNeuron(60 * k))];
        var calibrator = new Calibrator(chip, CalibrationTarget.Max, circuits);
        CalibrationMethod method = CalibrationMethod.Spikes;
        CalibrationState state = await calibrator.RunAsync(calibrator.Start, method, progress: null, finished: s =>
        {
            RoutineReport report = s.Reports[^1];
            Console.WriteLine($"{report.Routine}: {report.Success.Count(good => good)} of {circuits.Length} circuits");
            return ValueTask.CompletedTask;
        }, CancellationToken.None);
        CalibrationResult result = CalibrationResult.Of(state, calibrator.Aims);
        Console.WriteLine($"yield {result.Yield:P0}");
        foreach (QuantityChange quantity in result.Quantities)
        {
            Console.WriteLine($"{quantity.Name}: scatter {quantity.SigmaBefore:G2} before, {quantity.SigmaAfter:G2} after");
        }
        Console.WriteLine($"membrane words read: {state.Usage.CadcWordsRead + state.Usage.MadcWordsRead}; spikes read: {state.Usage.SpikesRead}");
    }
}
