namespace Bss2.Network;

/// <summary>The spikes observed from a batch, and nothing else.</summary>
public sealed class RecordedBatch
{
    private readonly TimedSpike[][][] _spikes;
    private readonly bool[] _valid;

    /// <summary>Takes ownership of spikes [sample][layer], each in time order, and of what is known about losses.</summary>
    /// <param name="spikes">[sample][layer][spike], time order.</param>
    /// <param name="valid">False for a sample that lost a spike on the way to the host: to be left out, never taken as shorter.</param>
    /// <param name="ledger">Where every spike of the batch went.</param>
    public RecordedBatch(TimedSpike[][][] spikes, bool[] valid, SpikeLedger ledger)
    {
        if (spikes.Length != valid.Length)
        {
            throw new ArgumentException($"{spikes.Length} samples but {valid.Length} validity flags.", nameof(valid));
        }
        (_spikes, _valid, Ledger) = (spikes, valid, ledger);
    }

    /// <summary>Number of samples.</summary>
    public int Count => _spikes.Length;

    /// <summary>Where every spike of the batch went.</summary>
    public SpikeLedger Ledger { get; }

    /// <summary>Whether no spike of the sample is known to be lost.</summary>
    public bool IsValid(int sample) => _valid[sample];

    /// <summary>Observed spikes of a layer, in time order.</summary>
    public ReadOnlySpan<TimedSpike> Spikes(int sample, int layer) => _spikes[sample][layer];
}
