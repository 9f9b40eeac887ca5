namespace Bss2.Emulator.Faults;

/// <summary>Which synapses are struck.</summary>
public sealed record SynapseFaults
{
    /// <summary>Share of all synapses, 0 to 1.</summary>
    public double Share { get; init; }

    /// <summary>Synapses by place.</summary>
    public IReadOnlyList<SynapsePlace> List { get; init; } = [];
}
