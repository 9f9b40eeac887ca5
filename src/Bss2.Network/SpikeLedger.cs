namespace Bss2.Network;

/// <summary>Double-entry account of spikes: at every stage, what went in equals what came out plus each named loss.</summary>
/// <param name="Stages">From the host's input to the host's record.</param>
public sealed record SpikeLedger(IReadOnlyList<SpikeLedgerStage> Stages)
{
    /// <summary>An account without entries, for substrates that lose nothing.</summary>
    public static SpikeLedger Empty { get; } = new([]);

    /// <summary>Whether every stage that can be checked balances.</summary>
    public bool Closes => Stages.All(stage => stage.Balances);

    /// <summary>Adds two accounts of the same stages.</summary>
    public SpikeLedger Plus(SpikeLedger other)
    {
        if (Stages.Count == 0)
        {
            return other;
        }
        if (other.Stages.Count == 0)
        {
            return this;
        }
        return new([.. Stages.Zip(other.Stages, (a, b) => a.Plus(b))]);
    }
}
