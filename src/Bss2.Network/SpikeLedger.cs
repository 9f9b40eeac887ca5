namespace Bss2.Network;

/// <summary>Double-entry account of spikes: at every stage, what went in equals what came out plus each named loss.</summary>
/// <param name="stages">From the host's input to the host's record; owned by the ledger.</param>
public sealed class SpikeLedger(params SpikeLedgerStage[] stages)
{
    private SpikeLedgerStage[] _stages = stages;

    /// <summary>An account without entries, for substrates that lose nothing.</summary>
    public static SpikeLedger Empty => new([]);

    /// <summary>From the host's input to the host's record.</summary>
    public IReadOnlyList<SpikeLedgerStage> Stages => _stages;

    /// <summary>Whether every stage that can be checked balances.</summary>
    public bool Closes => Array.TrueForAll(_stages, static stage => stage.Balances);

    /// <summary>Whether every stage balances and nothing was lost.</summary>
    public bool LostNothing => Array.TrueForAll(_stages, static stage => stage.Balances && stage.Lost == 0);

    /// <summary>An account of its own with the same entries.</summary>
    public SpikeLedger Copy() => new([.. _stages.Select(stage => stage.Copy())]);

    /// <summary>Adds an account of the same stages; nothing is allocated unless this one is still empty.</summary>
    public void Add(SpikeLedger other)
    {
        if (_stages.Length == 0 && other._stages.Length > 0)
        {
            _stages = other.Copy()._stages;
            return;
        }
        for (int s = 0; s < other._stages.Length; s++)
        {
            _stages[s].Add(other._stages[s]);
        }
    }

    /// <summary>All counts 0; the stages stay.</summary>
    public void Clear()
    {
        foreach (SpikeLedgerStage stage in _stages)
        {
            stage.Clear();
        }
    }
}
