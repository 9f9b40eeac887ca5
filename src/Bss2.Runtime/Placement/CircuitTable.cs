using Bss2.Hal.Coordinates;

namespace Bss2.Runtime.Placement;

/// <summary>Settings of every neuron circuit of a chip, and which circuits may be used: what a calibration hands to a placement.</summary>
public sealed record CircuitTable
{
    /// <summary>What the settings are for, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>Settings by circuit number.</summary>
    public required IReadOnlyList<CircuitSettings> Circuits { get; init; }

    /// <summary>Operating point by circuit number.</summary>
    public required IReadOnlyList<CircuitTarget> Targets { get; init; }

    /// <summary>False for circuits that a placement has to avoid.</summary>
    public required IReadOnlyList<bool> Usable { get; init; }

    /// <summary>Code of the synapse DAC bias per CapMem block.</summary>
    public required IReadOnlyList<int> SynapseDac { get; init; }

    /// <summary>Settings of a circuit.</summary>
    public CircuitSettings this[AtomicNeuron neuron] => Circuits[neuron.Value];

    /// <summary>Circuits that may be used.</summary>
    public int UsableCount => Usable.Count(usable => usable);

    /// <summary>Checks shapes.</summary>
    /// <exception cref="ArgumentException">A list has the wrong length.</exception>
    public void Validate()
    {
        if (Circuits.Count != AtomicNeuron.Count || Targets.Count != AtomicNeuron.Count || Usable.Count != AtomicNeuron.Count
            || SynapseDac.Count != CapMemBlock.Count)
        {
            throw new ArgumentException($"The circuit table {Name} has {Circuits.Count} settings, {Targets.Count} targets, {Usable.Count} mask "
                + $"entries and {SynapseDac.Count} DAC codes; it needs {AtomicNeuron.Count}, {AtomicNeuron.Count}, {AtomicNeuron.Count} and "
                + $"{CapMemBlock.Count}.");
        }
    }
}
