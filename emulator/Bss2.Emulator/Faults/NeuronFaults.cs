namespace Bss2.Emulator.Faults;

/// <summary>Which neurons are struck.</summary>
public sealed record NeuronFaults
{
    /// <summary>Share of all neurons, 0 to 1.</summary>
    public double Share { get; init; }

    /// <summary>Neurons by number, 0 … 511 (256 · row + column).</summary>
    public IReadOnlyList<int> List { get; init; } = [];
}
