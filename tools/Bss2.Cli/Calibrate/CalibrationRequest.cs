using Bss2.Calibration;
using Bss2.Calibration.Store;
using Bss2.Calibration.Targets;
using Bss2.Hal.Coordinates;

namespace Bss2.Cli.Calibrate;

/// <summary>Which calibration of a chip is wanted.</summary>
/// <param name="Method">Method.</param>
/// <param name="Target">What to calibrate to.</param>
/// <param name="Circuits">Which circuits.</param>
internal sealed record CalibrationRequest(CalibrationMethod Method, CalibrationTarget Target, IReadOnlyList<AtomicNeuron> Circuits)
{
    public static IReadOnlyList<AtomicNeuron> AllCircuits { get; } = [.. Enumerable.Range(0, AtomicNeuron.Count).Select(i => new AtomicNeuron(i))];

    public string KeyOn(string chipIdentity) => CalibrationFile.KeyOf(chipIdentity, Method.Name, Target, Circuits, Method.Versions);
}
