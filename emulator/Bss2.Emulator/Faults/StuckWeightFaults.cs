namespace Bss2.Emulator.Faults;

/// <summary>Which weights are stuck, and at what.</summary>
public sealed record StuckWeightFaults
{
    /// <summary>Share of all synapses, 0 to 1.</summary>
    public double Share { get; init; }

    /// <summary>Weight at which the share is stuck, 0 … 63; null: seed and place decide.</summary>
    public int? Weight { get; init; }

    /// <summary>Synapses by place.</summary>
    public IReadOnlyList<StuckWeight> List { get; init; } = [];
}
