namespace Bss2.Training;

/// <summary>What the network is asked for.</summary>
public enum LossKind
{
    /// <summary>Maximum over time of host-side readout membranes.</summary>
    Max,

    /// <summary>Time to first spike of an output layer.</summary>
    FirstSpike,
}
