namespace Bss2.Network;

/// <summary>One stage of a spike's way.</summary>
/// <param name="Name">Stage, for instance "crossbar to PADI".</param>
/// <param name="In">Spikes that entered.</param>
/// <param name="Delivered">Spikes that left.</param>
/// <param name="Losses">Named losses.</param>
/// <param name="LossesVisible">False where the far end cannot count its losses (a board): the stage then claims nothing.</param>
public sealed record SpikeLedgerStage(
    string Name, long In, long Delivered, IReadOnlyList<KeyValuePair<string, long>> Losses, bool LossesVisible)
{
    /// <summary>Whether in = delivered + losses, or the losses cannot be seen here.</summary>
    public bool Balances => !LossesVisible || In == Delivered + Losses.Sum(loss => loss.Value);

    /// <summary>Adds two accounts of the same stage.</summary>
    public SpikeLedgerStage Plus(SpikeLedgerStage other) => new(Name, In + other.In, Delivered + other.Delivered,
        [.. Losses.Zip(other.Losses, (a, b) => KeyValuePair.Create(a.Key, a.Value + b.Value))], LossesVisible && other.LossesVisible);
}
