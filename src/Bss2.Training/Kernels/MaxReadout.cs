using Bss2.Network;
using Bss2.Training.Losses;

namespace Bss2.Training.Kernels;

/// <summary><see cref="MaxOverTimeLoss"/> in lanes over classes; up to rounding the same.</summary>
internal sealed class MaxReadout<T> : IReadout
    where T : unmanaged, ILanes<T>
{
    private readonly LaneLif<T> _lif;
    private readonly int _layer;
    private readonly double _windowUs, _scale;
    private readonly bool _cornerTerm;
    private readonly ReadoutWeights<T> _weights;
    private readonly double[] _maximum, _maximumTime, _corner, _cornerSlope, _probability;
    private double[] _length = [], _membrane = [], _synaptic = [], _response = [];

    /// <param name="layer">Layer whose spikes the readouts see.</param>
    /// <param name="neurons">Its size.</param>
    /// <param name="classes">Readouts.</param>
    /// <param name="readout">Their time constants.</param>
    /// <param name="windowUs">Observation window.</param>
    /// <param name="scale">Logit scale.</param>
    /// <param name="cornerTerm">Whether corner maxima move with their spike.</param>
    public MaxReadout(int layer, int neurons, int classes, LifParameters readout, double windowUs, double scale, bool cornerTerm)
    {
        (_layer, _windowUs, _scale, _cornerTerm) = (layer, windowUs, scale, cornerTerm);
        _lif = new(readout with { Leak = 0, Reset = 0 });
        _weights = new(neurons, classes);
        int padded = LaneArray.Padded(classes);
        (_maximum, _maximumTime, _corner, _cornerSlope) = (new double[padded], new double[padded], new double[padded], new double[padded]);
        _probability = new double[classes];
    }

    /// <inheritdoc/>
    public ReadOnlySpan<double> Scores => _maximum.AsSpan(0, _weights.Classes);

    /// <inheritdoc/>
    public void Load(double[] weights) => _weights.Load(weights);

    /// <inheritdoc/>
    public SampleLoss Evaluate(RecordedBatch record, int sample, int label)
    {
        ReadOnlySpan<TimedSpike> spikes = record.Spikes(sample, _layer);
        Prepare(spikes);
        for (int v = 0; v < _weights.Vectors; v++)
        {
            Scan(spikes, v);
        }
        return MaxSoftmax.Evaluate(Scores, _scale, label, _probability);
    }

    /// <inheritdoc/>
    public void Differentiate(int label, ReadOnlySpan<TimedSpike> hidden, DenseSpikes dense, double[] weightGradients, Span<ReadoutSource> sources)
    {
        for (int j = 0; j < sources.Length; j++)
        {
            double g = _scale * (_probability[j] - (j == label ? 1 : 0));
            sources[j] = new(_maximumTime[j], g);
            if (_cornerTerm && _corner[j] >= 0)
            {
                dense.TimeGradients[dense.Position((int)_corner[j])] += g * _cornerSlope[j];
            }
        }
    }

    // Decays of the stretches that begin with each spike, in lanes.
    private void Prepare(ReadOnlySpan<TimedSpike> spikes)
    {
        if (_length.Length < spikes.Length + LaneArray.Widest)
        {
            int length = LaneArray.Padded(2 * spikes.Length + LaneArray.Widest);
            (_length, _membrane, _synaptic, _response) = (new double[length], new double[length], new double[length], new double[length]);
        }
        for (int k = 0; k < spikes.Length; k++)
        {
            double next = k + 1 < spikes.Length ? Math.Min(spikes[k + 1].TimeUs, _windowUs) : _windowUs;
            _length[k] = Math.Max(0, next - spikes[k].TimeUs);
        }
        ReadOnlySpan<T> s = LaneArray.As<T>(_length);
        Span<T> membrane = LaneArray.As<T>(_membrane), synaptic = LaneArray.As<T>(_synaptic), response = LaneArray.As<T>(_response);
        for (int k = 0; k * T.Count < spikes.Length; k++)
        {
            _lif.Decays(s[k], out membrane[k], out synaptic[k], out response[k]);
        }
    }

    private void Scan(ReadOnlySpan<TimedSpike> spikes, int vector)
    {
        LaneLif<T> lif = _lif;
        T v = T.Of(0), i = T.Of(0), best = T.Of(0), bestTime = T.Of(0), corner = T.Of(-1), slope = T.Of(0);
        if (spikes.Length > 0)
        {
            i = _weights.Row(spikes[0].Source)[vector];
        }
        for (int k = 0; k < spikes.Length && spikes[k].TimeUs <= _windowUs; k++)
        {
            T membrane = T.Of(_membrane[k]), synaptic = T.Of(_synaptic[k]);
            T vEnd = T.Fma(v, membrane, i * T.Of(_response[k])), iEnd = i * synaptic;
            T within = T.And(T.Less(v, i), T.Less(iEnd, vEnd));
            if (T.Bits(within) != 0)
            {
                T top = lif.Top(v, i), higher = T.And(within, T.Less(best, top));
                best = T.Select(higher, top, best);
                bestTime = T.Select(higher, T.Of(spikes[k].TimeUs) + lif.TimeOfTop(v, i), bestTime);
                corner = T.Select(higher, T.Of(-1), corner);
            }
            bool next = k + 1 < spikes.Length && spikes[k + 1].TimeUs <= _windowUs;
            T w = next ? _weights.Row(spikes[k + 1].Source)[vector] : T.Of(0), after = iEnd + w;
            // Rising until here and the highest yet: the end of the window, or a corner if the spike turns the slope.
            T turns = T.And(T.Less(best, vEnd), T.Less(vEnd, iEnd));
            turns = next ? T.And(turns, T.LessOrEqual(after, vEnd)) : turns;
            if (T.Bits(turns) != 0)
            {
                best = T.Select(turns, vEnd, best);
                bestTime = T.Select(turns, T.Of(next ? spikes[k + 1].TimeUs : _windowUs), bestTime);
                corner = T.Select(turns, T.Of(next ? k + 1 : -1), corner);
                slope = T.Select(turns, (iEnd - vEnd) * T.Of(1 / lif.TauM), slope);
            }
            (v, i) = (vEnd, after);
        }
        LaneArray.As<T>(_maximum)[vector] = best;
        LaneArray.As<T>(_maximumTime)[vector] = bestTime;
        LaneArray.As<T>(_corner)[vector] = corner;
        LaneArray.As<T>(_cornerSlope)[vector] = slope;
    }
}
