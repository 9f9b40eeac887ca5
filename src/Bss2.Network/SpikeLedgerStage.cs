namespace Bss2.Network;

/// <summary>One stage of a spike's way.</summary>
public sealed class SpikeLedgerStage
{
    private readonly string[] _names;
    private readonly long[] _lost;

    /// <summary>A stage at which nothing has been counted yet.</summary>
    /// <param name="name">Stage, for instance "crossbar to PADI".</param>
    /// <param name="losses">Names of what can be lost there.</param>
    public SpikeLedgerStage(string name, params string[] losses) => (Name, _names, _lost) = (name, losses, new long[losses.Length]);

    /// <summary>Stage, for instance "crossbar to PADI".</summary>
    public string Name { get; }

    /// <summary>Spikes that entered.</summary>
    public long In { get; private set; }

    /// <summary>Spikes that left.</summary>
    public long Delivered { get; private set; }

    /// <summary>False where the far end cannot count its losses (a board): the stage then claims nothing.</summary>
    public bool LossesVisible { get; private set; } = true;

    /// <summary>Named losses.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Losses => [.. _names.Zip(_lost, KeyValuePair.Create)];

    /// <summary>Sum of the losses.</summary>
    public long Lost
    {
        get
        {
            long sum = 0;
            foreach (long lost in _lost)
            {
                sum += lost;
            }
            return sum;
        }
    }

    /// <summary>Whether in = delivered + losses, or the losses cannot be seen here.</summary>
    public bool Balances => !LossesVisible || In == Delivered + Lost;

    /// <summary>Sets all counts.</summary>
    /// <param name="into">Spikes that entered.</param>
    /// <param name="delivered">Spikes that left.</param>
    /// <param name="visible">Whether losses can be counted here.</param>
    /// <param name="losses">In the order of their names; one below zero is no loss but an error of the books, so it stays out and the stage does
    /// not balance.</param>
    public void Set(long into, long delivered, bool visible, params ReadOnlySpan<long> losses)
    {
        (In, Delivered, LossesVisible) = (into, delivered, visible);
        for (int k = 0; k < _lost.Length; k++)
        {
            _lost[k] = Math.Max(0, losses[k]);
        }
    }

    internal SpikeLedgerStage Copy()
    {
        var copy = new SpikeLedgerStage(Name, _names) { In = In, Delivered = Delivered, LossesVisible = LossesVisible };
        _lost.CopyTo(copy._lost, 0);
        return copy;
    }

    internal void Add(SpikeLedgerStage other)
    {
        (In, Delivered, LossesVisible) = (In + other.In, Delivered + other.Delivered, LossesVisible && other.LossesVisible);
        for (int k = 0; k < _lost.Length; k++)
        {
            _lost[k] += other._lost[k];
        }
    }

    internal void Clear()
    {
        (In, Delivered, LossesVisible) = (0, 0, true);
        Array.Clear(_lost);
    }
}
