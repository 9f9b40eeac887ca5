using Bss2.Spikes;

namespace Bss2.Links.Faults;

/// <summary>A plan in use: shared by all connections of one run, so that a cut does not happen again to the next of them.</summary>
public sealed class FaultSource
{
    private int _cutsLeft, _connections;

    /// <summary>Puts a plan to use.</summary>
    /// <exception cref="ArgumentException">The plan says what cannot be.</exception>
    public FaultSource(LinkFaults faults)
    {
        faults.Validate();
        (Faults, _cutsLeft) = (faults, faults.Cuts);
    }

    /// <summary>The plan.</summary>
    public LinkFaults Faults { get; }

    /// <summary>Whether a connection may be cut now; asking uses one up.</summary>
    internal bool TakeCut() => Interlocked.Decrement(ref _cutsLeft) >= 0;

    /// <summary>Dice for a new connection: every one has its own fate.</summary>
    internal SeedTree NextConnection() => SeedTree.Root(Faults.Seed).Child((ulong)Interlocked.Increment(ref _connections));
}
