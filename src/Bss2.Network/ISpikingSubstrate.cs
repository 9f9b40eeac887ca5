namespace Bss2.Network;

/// <summary>
/// Runs a batch of input spike trains through a network and returns the spikes actually observed, nothing else; samples are
/// independent; a lost spike makes the sample invalid, never shorter.
/// </summary>
public interface ISpikingSubstrate
{
    /// <summary>What the substrate can realise per projection of <paramref name="network"/>; null where any real number will do.</summary>
    IReadOnlyList<WeightGrid?> GridsFor(NetworkSnapshot network);

    /// <summary>Runs one batch.</summary>
    /// <param name="network">Weights that are not on the substrate's grid are rounded to it.</param>
    /// <param name="inputs">Input spikes per sample.</param>
    /// <param name="batchNumber">Names the batch: temporal noise is a function of it and of the time within the batch, so the same
    /// number gives the same spikes whatever ran before.</param>
    /// <param name="cancellationToken">Cancelling leaves the substrate unusable.</param>
    ValueTask<RecordedBatch> RunAsync(
        NetworkSnapshot network, SpikeBatch inputs, ulong batchNumber, CancellationToken cancellationToken);
}
