namespace Bss2.Network;

/// <summary>The spikes observed from a batch, and nothing else.</summary>
public sealed class RecordedBatch
{
    private const int SmallestRoom = 16;

    private readonly RecordedBatchPool? _pool;
    private TimedSpike[][][] _spikes;
    private int[][] _count;
    private bool[] _valid;

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
        (_spikes, _valid, Ledger, Count) = (spikes, valid, ledger, spikes.Length);
        _count = [.. spikes.Select(sample => sample.Select(layer => layer.Length).ToArray())];
    }

    internal RecordedBatch(RecordedBatchPool pool) => (_pool, _spikes, _count, _valid, Ledger) = (pool, [], [], [], SpikeLedger.Empty);

    /// <summary>Number of samples.</summary>
    public int Count { get; private set; }

    /// <summary>Number of layers.</summary>
    public int LayerCount => Count == 0 ? 0 : _spikes[0].Length;

    /// <summary>Where every spike of the batch went.</summary>
    public SpikeLedger Ledger { get; }

    /// <summary>Whether no spike of the sample is known to be lost.</summary>
    public bool IsValid(int sample) => _valid[sample];

    /// <summary>Observed spikes of a layer, in time order.</summary>
    public ReadOnlySpan<TimedSpike> Spikes(int sample, int layer) => _spikes[sample][layer].AsSpan(0, _count[sample][layer]);

    /// <summary>Room for a layer's spikes, to be filled in time order; what it held is gone. Samples may be filled by different threads.</summary>
    /// <param name="sample">Sample.</param>
    /// <param name="layer">Layer.</param>
    /// <param name="spikes">How many.</param>
    public Span<TimedSpike> Fill(int sample, int layer, int spikes)
    {
        ref TimedSpike[] room = ref _spikes[sample][layer];
        if (room.Length < spikes)
        {
            room = new TimedSpike[Math.Max(SmallestRoom, Math.Max(spikes, 2 * room.Length))];
        }
        _count[sample][layer] = spikes;
        return room.AsSpan(0, spikes);
    }

    /// <summary>Marks a sample that lost a spike.</summary>
    public void Invalidate(int sample) => _valid[sample] = false;

    /// <summary>Gives a record of a pool back to it: nobody may look at it any more. Others are left to the garbage collector.</summary>
    public void Release() => _pool?.Return(this);

    internal void Shape(int samples, int layers)
    {
        for (int s = 0; s < _spikes.Length && s < samples; s++)
        {
            if (_spikes[s].Length != layers)
            {
                (_spikes[s], _count[s]) = (Rooms(layers), new int[layers]);
            }
            Array.Clear(_count[s]);
        }
        int known = _spikes.Length;
        if (samples > known)
        {
            Array.Resize(ref _spikes, samples);
            Array.Resize(ref _count, samples);
            _valid = new bool[samples];
            for (int s = known; s < samples; s++)
            {
                (_spikes[s], _count[s]) = (Rooms(layers), new int[layers]);
            }
        }
        Array.Fill(_valid, true);
        Ledger.Clear();
        Count = samples;
    }

    private static TimedSpike[][] Rooms(int layers)
    {
        var rooms = new TimedSpike[layers][];
        Array.Fill(rooms, []);
        return rooms;
    }
}
