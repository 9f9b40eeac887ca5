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

    /// <summary>First cycle in which the analog reset does not pull.</summary>
    public long ReleaseCycle { get; init; }

    /// <summary>First cycle in which the comparator counts.</summary>
    public long CountsCycle { get; init; }

    /// <summary>Comparator noise since the last reset, V.</summary>
    public double ComparatorNoise { get; init; }

    /// <summary>
    /// What is left of a line's drop when a reset begins: below 1 nV nothing, so that a circuit that was quiet for 18 time constants has
    /// forgotten its past to the last bit.
    /// </summary>
    public static double Remains(double drop) => Math.Abs(drop) < QuietVolts ? 0 : drop;

    /// <summary>Line drops below this do nothing that could be seen: 1 nV.</summary>
    public const double QuietVolts = 1e-9;
}
