namespace Bss2.Emulator.Analog;

/// <summary>What a neuron circuit carries from step to step; it moves with the circuit when another engine takes it over.</summary>
internal readonly record struct CircuitState
{
    /// <summary>Membrane, V.</summary>
    public double Membrane { get; init; }

    /// <summary>Drop of the excitatory line, V.</summary>
    public double DropExcitatory { get; init; }

    /// <summary>Drop of the inhibitory line, V.</summary>
    public double DropInhibitory { get; init; }

    /// <summary>Adaptation current, A.</summary>
    public double Adaptation { get; init; }

    /// <summary>Whether the analog reset pulls.</summary>
    public bool InReset { get; init; }

    /// <summary>Whether the comparator is ignored: refractory.</summary>
    public bool Blind { get; init; }

    /// <summary>Comparator noise since the last reset, V.</summary>
    public double ComparatorNoise { get; init; }
}
