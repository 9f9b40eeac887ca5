using Bss2.Hal.Coordinates;

namespace Bss2.Calibration.Targets;

/// <summary>What a chip is calibrated to: an aim per circuit, under a name.</summary>
public sealed record CalibrationTarget
{
    /// <summary>Name, for messages and file names.</summary>
    public required string Name { get; init; }

    /// <summary>Aims by circuit number.</summary>
    public required IReadOnlyList<CircuitAim> Circuits { get; init; }

    /// <summary>Operating point of the maximum-over-time loss: τ 6/6 µs (circuit-prototype 6, recipe M).</summary>
    public static CalibrationTarget Max { get; } = Uniform("max", new() { MembraneTauUs = 6, SynapticTauUs = 6 });

    /// <summary>Operating point of the first-spike loss, hidden and output layer: τ 20/5 µs (circuit-prototype 6, recipe T).</summary>
    public static CalibrationTarget FirstSpike { get; } = Uniform("ttfs", new() { MembraneTauUs = 20, SynapticTauUs = 5 });

    /// <summary>The published first-spike operating point of jaxsnn: τ 12/6 µs (analog-core 1.5).</summary>
    public static CalibrationTarget FirstSpikeShort { get; } = Uniform("ttfs12", new() { MembraneTauUs = 12, SynapticTauUs = 6 });

    /// <summary>Targets that have a name of their own.</summary>
    public static IReadOnlyList<CalibrationTarget> Named { get; } = [Max, FirstSpike, FirstSpikeShort];

    /// <summary>The same aim for every circuit.</summary>
    public static CalibrationTarget Uniform(string name, CircuitAim aim) =>
        new() { Name = name, Circuits = [.. Enumerable.Repeat(aim, AtomicNeuron.Count)] };

    /// <summary>Checks every aim.</summary>
    /// <exception cref="ArgumentException">An aim is out of range, or their number is wrong.</exception>
    public void Validate()
    {
        if (Circuits.Count != AtomicNeuron.Count)
        {
            throw new ArgumentException($"The target {Name} has aims for {Circuits.Count} circuits; it needs {AtomicNeuron.Count}.");
        }
        for (int i = 0; i < Circuits.Count; i++)
        {
            try
            {
                Circuits[i].Validate();
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"Target {Name}, circuit {i}: {e.Message}", e);
            }
        }
    }
}
