using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary>A sample's spikes of one layer by neuron, so that lanes can run over neurons: round k has the k-th spike of every neuron.</summary>
internal sealed class DenseSpikes
{
    private const int FirstRounds = 4;

    private readonly int[] _count;
    private int[] _position = [];

    public DenseSpikes(int neurons)
    {
        Stride = LaneArray.Padded(neurons);
        _count = new int[neurons];
        (Times, TimeGradients) = (new double[FirstRounds * Stride], new double[FirstRounds * Stride]);
    }

    /// <summary>Length of a round.</summary>
    public int Stride { get; }

    /// <summary>Most spikes of any neuron.</summary>
    public int Rounds { get; private set; }

    /// <summary>[round][neuron], µs; +∞ where a neuron has no such spike.</summary>
    public double[] Times { get; private set; }

    /// <summary>[round][neuron]: dLoss/dt, 1/µs; 0 after <see cref="Load"/>.</summary>
    public double[] TimeGradients { get; private set; }

    /// <summary>Where the spike that stands at <paramref name="ordinal"/> in the layer's list is in these arrays.</summary>
    public int Position(int ordinal) => _position[ordinal];

    /// <summary>Takes over a layer's spikes.</summary>
    /// <param name="spikes">In time order.</param>
    public void Load(ReadOnlySpan<TimedSpike> spikes)
    {
        Array.Clear(_count);
        Rounds = 0;
        if (_position.Length < spikes.Length)
        {
            _position = new int[2 * spikes.Length];
        }
        for (int ordinal = 0; ordinal < spikes.Length; ordinal++)
        {
            TimedSpike spike = spikes[ordinal];
            int round = _count[spike.Source]++;
            if (round == Rounds)
            {
                AddRound();
            }
            int position = round * Stride + spike.Source;
            Times[position] = spike.TimeUs;
            _position[ordinal] = position;
        }
    }

    private void AddRound()
    {
        int start = Rounds++ * Stride;
        if (Times.Length < Rounds * Stride)
        {
            double[] times = new double[2 * Rounds * Stride], gradients = new double[2 * Rounds * Stride];
            Times.AsSpan(0, start).CopyTo(times);
            TimeGradients.AsSpan(0, start).CopyTo(gradients);
            (Times, TimeGradients) = (times, gradients);
        }
        Array.Fill(Times, double.PositiveInfinity, start, Stride);
        Array.Clear(TimeGradients, start, Stride);
    }
}
