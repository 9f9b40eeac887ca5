using Bss2.Network;
using Bss2.Training.Losses;

namespace Bss2.Training.Kernels;

/// <summary><see cref="MaxOverTimeLoss"/> in lanes over classes; up to rounding the same.</summary>
internal sealed class MaxReadout<T> : IReadout
    where T : unmanaged, ILanes<T>
{
    private readonly LaneLif<T> _lif;
    private readonly double _windowUs, _scale;
    private readonly bool _cornerTerm;
    private readonly ReadoutWeights<T> _weights;
    private readonly double[] _maximum, _maximumTime, _corner, _cornerSlope, _probability;
    // Per stretch: length and decays. State at its start, in lanes.
    private double[] _length = [], _membrane = [], _synaptic = [], _response = [], _v = [], _i = [];

    /// <param name="neurons">Of the layer whose spikes the readouts see.</param>
    /// <param name="classes">Readouts.</param>
    /// <param name="readout">Their time constants.</param>
    /// <param name="windowUs">Observation window.</param>
    /// <param name="scale">Logit scale.</param>
    /// <param name="cornerTerm">Whether corner maxima move with their spike.</param>
    public MaxReadout(int neurons, int classes, LifParameters readout, double windowUs, double scale, bool cornerTerm)
    {
        (_windowUs, _scale, _cornerTerm) = (windowUs, scale, cornerTerm);
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
    public SampleLoss Evaluate(RecordedBatch record, int sample, ReadOnlySpan<TimedSpike> hidden, int label)
    {
        ReadOnlySpan<TimedSpike> spikes = hidden;
        while (spikes.Length > 0 && spikes[^1].TimeUs > _windowUs)
        {
            spikes = spikes[..^1];
        }
        Prepare(spikes);
        for (int v = 0; v < _weights.Vectors; v++)
        {
            Search(spikes, v, Follow(spikes, v));
        }
        return ScaledSoftmax.Evaluate<LaneExponential>(Scores, _scale, label, _probability);
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
            (_v, _i) = (new double[length * T.Count], new double[length * T.Count]);
        }
        for (int k = 0; k < spikes.Length; k++)
        {
            _length[k] = (k + 1 < spikes.Length ? spikes[k + 1].TimeUs : _windowUs) - spikes[k].TimeUs;
        }
        ReadOnlySpan<T> s = LaneArray.As<T>(_length);
        Span<T> membrane = LaneArray.As<T>(_membrane), synaptic = LaneArray.As<T>(_synaptic), response = LaneArray.As<T>(_response);
        for (int k = 0; k * T.Count < spikes.Length; k++)
        {
            _lif.Decays(s[k], out membrane[k], out synaptic[k], out response[k]);
        }
    }

    // States at all spikes; returns the highest voltage at any of them or at the end: no maximum is lower.
    private T Follow(ReadOnlySpan<TimedSpike> spikes, int vector)
    {
        Span<T> atV = LaneArray.As<T>(_v)[..(spikes.Length + 1)], atI = LaneArray.As<T>(_i)[..(spikes.Length + 1)];
        ReadOnlySpan<double> membrane = _membrane, synaptic = _synaptic, response = _response;
        T v = T.Of(0), i = spikes.Length > 0 ? _weights.Row(spikes[0].Source)[vector] : v, highest = v;
        (atV[0], atI[0]) = (v, i);
        for (int k = 0; k < spikes.Length; k++)
        {
            v = T.Fma(v, T.Of(membrane[k]), i * T.Of(response[k]));
            i *= T.Of(synaptic[k]);
            i += k + 1 < spikes.Length ? _weights.Row(spikes[k + 1].Source)[vector] : T.Of(0);
            highest = T.Max(highest, v);
            (atV[k + 1], atI[k + 1]) = (v, i);
        }
        return highest;
    }

    // The first of the highest tops and corners. A top above 0 lies below the first tangent (as in LaneLif.Crosses), so few need an exponential.
    private void Search(ReadOnlySpan<TimedSpike> spikes, int vector, T floor)
    {
        LaneLif<T> lif = _lif;
        ReadOnlySpan<T> atV = LaneArray.As<T>(_v)[..(spikes.Length + 1)], atI = LaneArray.As<T>(_i)[..(spikes.Length + 1)];
        T best = T.Of(0), bestTime = T.Of(0), corner = T.Of(-1), slope = T.Of(0);
        for (int k = 0; k < spikes.Length; k++)
        {
            T v = atV[k], i = atI[k], vEnd = atV[k + 1], iEnd = i * T.Of(_synaptic[k]);
            T tangent = T.Fma(i - v, T.Of(_length[k] / lif.TauM), v);
            T within = T.And(T.And(T.Less(v, i), T.Less(iEnd, vEnd)), T.LessOrEqual(floor, tangent));
            // Rising until here and the highest yet: the end of the window, or a corner if the spike turns the slope.
            T turns = T.And(T.LessOrEqual(floor, vEnd), T.Less(vEnd, iEnd));
            turns = k + 1 < spikes.Length ? T.And(turns, T.LessOrEqual(atI[k + 1], vEnd)) : turns;
            if (T.Bits(T.Or(within, turns)) == 0)
            {
                continue;
            }
            T top = lif.Top(v, i), higher = T.And(within, T.Less(best, top));
            best = T.Select(higher, top, best);
            bestTime = T.Select(higher, T.Of(spikes[k].TimeUs) + lif.TimeOfTop(v, i), bestTime);
            corner = T.Select(higher, T.Of(-1), corner);
            turns = T.And(turns, T.Less(best, vEnd));
            best = T.Select(turns, vEnd, best);
            bestTime = T.Select(turns, T.Of(k + 1 < spikes.Length ? spikes[k + 1].TimeUs : _windowUs), bestTime);
            corner = T.Select(turns, T.Of(k + 1 < spikes.Length ? k + 1 : -1), corner);
            slope = T.Select(turns, (iEnd - vEnd) * T.Of(1 / lif.TauM), slope);
        }
        LaneArray.As<T>(_maximum)[vector] = best;
        LaneArray.As<T>(_maximumTime)[vector] = bestTime;
        LaneArray.As<T>(_corner)[vector] = corner;
        LaneArray.As<T>(_cornerSlope)[vector] = slope;
    }
}
