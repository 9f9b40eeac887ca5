namespace Bss2.Training;

/// <summary>All that a run carries from one update to the next: restoring it continues to the same bits, even within an epoch.</summary>
public sealed record TrainerState
{
    /// <summary>Epochs finished.</summary>
    public required int Epoch { get; init; }

    /// <summary>Batches finished in the current epoch.</summary>
    public required int Batch { get; init; }

    /// <summary>Adam updates done.</summary>
    public required long Step { get; init; }

    /// <summary>Master weights: projections in order, then the loss's host parameters.</summary>
    public required double[][] Weights { get; init; }

    /// <summary>Running average of the weights.</summary>
    public required double[][] Average { get; init; }

    /// <summary>Adam's first moments.</summary>
    public required double[][] FirstMoments { get; init; }

    /// <summary>Adam's second moments.</summary>
    public required double[][] SecondMoments { get; init; }

    /// <summary>Sums of the current epoch: loss, right answers, valid samples, invalid samples, hidden spikes.</summary>
    public required double[] EpochSums { get; init; }

    /// <summary>Per layer and neuron, whether it fired in the current epoch.</summary>
    public required bool[][] Fired { get; init; }
}
