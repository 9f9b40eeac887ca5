using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary>
/// <see cref="EventProp.ExactEventProp"/>, or on a grid <see cref="EventProp.EulerEventProp"/>, of one layer that only inputs drive, in lanes
/// over its neurons; up to rounding the same.
/// </summary>
/// <remarks>
/// Backward through each neuron's own spikes (rounds), with the co-state at input spikes in closed form: with (a_V, a_I) just before a spike
/// at T, a_I(t) = a_I e^{−(T−t)/τ_s} + k(T−t) a_V back to the release from the previous spike; while the neuron was held it only decays.
/// Decays over T − t are products of a decay over T, one exponential per spike, and a growth over t, one per input and sample.
/// </remarks>
internal sealed class HiddenAdjoint<T>
    where T : unmanaged, ILanes<T>
{
    private readonly LaneLif<T> _lif;
    private readonly double _smallestSlope;
    // Per input spike: time, growths until it (LaneLif.Growths), first element of its row of weights.
    private double[] _time = [], _membrane = [], _synaptic = [];
    private int[] _row = [];
    // Vectors in which no neuron fired more than once, and per such vector: current at the spike, then a_V; decays until the spike.
    private readonly int[] _single;
    private readonly double[] _singleV, _singleMembrane, _singleSynaptic;

    /// <param name="layer">The layer.</param>
    /// <param name="minimumSlope">Clamp of I − θ, in thresholds.</param>
    /// <param name="stepUs">dt, for reverse Euler with times in steps; 0 for continuous time.</param>
    public HiddenAdjoint(LifLayer layer, double minimumSlope, double stepUs)
    {
        _lif = new(layer.Parameters, stepUs);
        _smallestSlope = minimumSlope * layer.Parameters.Threshold;
        int padded = LaneArray.Padded(layer.Size);
        (_single, _singleV, _singleMembrane, _singleSynaptic) =
            (new int[padded / T.Count], new double[padded], new double[padded], new double[padded]);
    }

    /// <summary>Adds the gradient of one sample.</summary>
    /// <param name="inputs">In time order.</param>
    /// <param name="spikes">The layer's, with their time gradients complete.</param>
    /// <param name="weights">Into the layer.</param>
    /// <param name="gradients">Same shape as the weights; added to.</param>
    public void Accumulate(ReadOnlySpan<TimedSpike> inputs, DenseSpikes spikes, StackedWeights weights, double[] gradients)
    {
        if (spikes.Rounds == 0)
        {
            return;
        }
        Prepare(inputs, weights.Stride / T.Count);
        int stride = spikes.Stride / T.Count, count = inputs.Length;
        ReadOnlySpan<T> times = LaneArray.As<T>(spikes.Times), timeGradients = LaneArray.As<T>(spikes.TimeGradients);
        ReadOnlySpan<T> w = LaneArray.As<T>(weights.Values);
        Span<T> g = LaneArray.As<T>(gradients);
        T none = T.Of(double.PositiveInfinity);
        int single = 0;
        for (int v = 0; v < stride; v++)
        {
            if (spikes.Rounds < 2 || T.Bits(T.Less(times[stride + v], none)) == 0)
            {
                _single[single++] = v;
            }
            else
            {
                Chain(spikes, v, stride, count, w, g);
            }
        }
        Currents(single, count, times, w);
        Jumps(single, times, timeGradients);
        Spread(single, count, times, g);
    }

    // Neurons that fired once at most need no state: three plain loops. Lanes without a spike have the time +∞ and come out as 0.
    private void Currents(int single, int inputs, ReadOnlySpan<T> times, ReadOnlySpan<T> weights)
    {
        Span<T> current = LaneArray.As<T>(_singleV);
        ReadOnlySpan<int> vectors = _single.AsSpan(0, single);
        current.Clear();
        for (int i = 0; i < inputs; i++)
        {
            T at = T.Of(_time[i]), growth = T.Of(_synaptic[i]);
            ReadOnlySpan<T> w = weights[_row[i]..];
            foreach (int v in vectors)
            {
                // A spike with the same stamp does not act (eventprop 6.12).
                current[v] = T.Fma(T.And(T.Less(at, times[v]), growth), w[v], current[v]);
            }
        }
    }

    private void Jumps(int single, ReadOnlySpan<T> times, ReadOnlySpan<T> timeGradients)
    {
        LaneLif<T> lif = _lif;
        Span<T> currentThenV = LaneArray.As<T>(_singleV), membrane = LaneArray.As<T>(_singleMembrane), synaptic = LaneArray.As<T>(_singleSynaptic);
        T none = T.Of(double.PositiveInfinity), zero = T.Of(0);
        foreach (int v in _single.AsSpan(0, single))
        {
            T has = T.Less(times[v], none);
            lif.Decays(T.And(has, times[v]), out T m, out T s);
            T slope = T.Max(currentThenV[v] * s - T.Of(lif.Threshold), T.Of(_smallestSlope));
            currentThenV[v] = T.And(has, (zero - T.Of(lif.TauM) * timeGradients[v]) / slope);
            (membrane[v], synaptic[v]) = (m, s);
        }
    }

    private void Spread(int single, int inputs, ReadOnlySpan<T> times, Span<T> gradients)
    {
        LaneLif<T> lif = _lif;
        ReadOnlySpan<T> jumped = LaneArray.As<T>(_singleV), membrane = LaneArray.As<T>(_singleMembrane), synaptic = LaneArray.As<T>(_singleSynaptic);
        ReadOnlySpan<int> vectors = _single.AsSpan(0, single);
        T none = T.Of(double.PositiveInfinity);
        for (int i = 0; i < inputs; i++)
        {
            T at = T.Of(_time[i]), membraneGrowth = T.Of(_membrane[i]), synapticGrowth = T.Of(_synaptic[i]);
            Span<T> g = gradients[_row[i]..];
            foreach (int v in vectors)
            {
                T time = times[v], acts = T.And(T.Less(at, time), T.Less(time, none));
                g[v] += T.And(acts, lif.Response(time - at, membrane[v] * membraneGrowth, synaptic[v] * synapticGrowth) * jumped[v]);
            }
        }
    }

    private void Chain(DenseSpikes spikes, int v, int stride, int inputs, ReadOnlySpan<T> w, Span<T> g)
    {
        ReadOnlySpan<T> times = LaneArray.As<T>(spikes.Times), timeGradients = LaneArray.As<T>(spikes.TimeGradients);
        T none = T.Of(double.PositiveInfinity);
        var state = new State { Time = none };
        bool any = false;
        for (int k = spikes.Rounds - 1; k >= 0; k--)
        {
            T time = times[k * stride + v];
            if (T.Bits(T.Less(time, none)) == 0)
            {
                continue;
            }
            if (any)
            {
                Rewind(ref state, time, inputs, v, w, g);
            }
            Jump(ref state, time, timeGradients[k * stride + v], inputs, w[v..]);
            any = true;
        }
        Collect(state, inputs, g[v..]);
    }

    private void Prepare(ReadOnlySpan<TimedSpike> inputs, int stride)
    {
        if (_row.Length < inputs.Length)
        {
            int length = LaneArray.Padded(2 * inputs.Length);
            (_time, _membrane, _synaptic, _row) = (new double[length], new double[length], new double[length], new int[length]);
        }
        for (int i = 0; i < inputs.Length; i++)
        {
            (_time[i], _row[i]) = (inputs[i].TimeUs, inputs[i].Source * stride);
        }
        ReadOnlySpan<T> time = LaneArray.As<T>(_time);
        Span<T> membrane = LaneArray.As<T>(_membrane), synaptic = LaneArray.As<T>(_synaptic);
        for (int k = 0; k * T.Count < inputs.Length; k++)
        {
            _lif.Growths(time[k], out membrane[k], out synaptic[k]);
        }
    }

    // From the state after a spike (or none) to the one before it; lanes without this spike have no later one either and stay 0.
    private void Jump(ref State state, T time, T timeGradient, int inputs, ReadOnlySpan<T> w)
    {
        LaneLif<T> lif = _lif;
        ReadOnlySpan<double> at = _time.AsSpan(0, inputs), growth = _synaptic.AsSpan(0, inputs);
        ReadOnlySpan<int> row = _row.AsSpan(0, inputs);
        T has = T.Less(time, T.Of(double.PositiveInfinity)), sum = T.Of(0);
        for (int i = 0; i < at.Length; i++)
        {
            // A spike with the same stamp does not act (eventprop 6.12).
            sum = T.Fma(T.And(T.Less(T.Of(at[i]), time), T.Of(growth[i])), w[row[i]], sum);
        }
        lif.Decays(T.And(has, time), out T membrane, out T synaptic);
        T current = sum * synaptic, restart = lif.Refractory == 0 ? current : state.CurrentAtRelease;
        T slope = T.Max(current - T.Of(lif.Threshold), T.Of(_smallestSlope));
        T jumped = (state.V * (restart - T.Of(lif.Reset)) - T.Of(lif.TauM) * timeGradient) / slope;
        (state.V, state.Time, state.Membrane, state.Synaptic) = (T.And(has, jumped), time, membrane, synaptic);
    }

    // Inputs between the state's time and the spike at `time` receive their gradient; the state moves to just after that spike.
    private void Rewind(ref State state, T time, int inputs, int v, ReadOnlySpan<T> weights, Span<T> gradients)
    {
        LaneLif<T> lif = _lif;
        T zero = T.Of(0), later = T.Less(state.Time, T.Of(double.PositiveInfinity)), from = T.And(later, state.Time);
        // Recorded spikes may follow each other faster than the nominal refractory time allows: then nothing is free between them.
        T nominal = T.And(later, time + T.Of(lif.Refractory)), release = T.Min(nominal, from);
        lif.Decays(from - release, out T carriedV, out T carriedI, out T response);
        T iRelease = T.Fma(state.I, carriedI, response * state.V), current = zero, untilRelease = zero;
        bool holds = lif.Refractory > 0;
        if (holds)
        {
            untilRelease = lif.SynapticDecay(release);
        }
        for (int i = 0; i < inputs; i++)
        {
            T at = T.Of(_time[i]), growth = T.Of(_synaptic[i]), free = T.And(T.LessOrEqual(release, at), T.Less(at, from));
            T value = T.And(free, AdjointCurrent(state, from, i));
            if (holds)
            {
                T held = T.AndNot(T.And(T.LessOrEqual(time, at), T.Less(at, from)), free);
                value = T.Or(value, T.And(held, iRelease * (untilRelease * growth)));
                T acts = T.And(later, lif.OnGrid ? T.Less(at, nominal) : T.LessOrEqual(at, nominal));
                current = T.Fma(T.And(acts, growth), weights[_row[i] + v], current);
            }
            gradients[_row[i] + v] += T.And(later, value);
        }
        state.V = T.And(later, state.V * carriedV);
        state.I = T.And(later, holds ? iRelease * lif.SynapticDecay(T.And(later, release - T.And(later, time))) : iRelease);
        state.CurrentAtRelease = holds ? current * lif.SynapticDecay(nominal) : zero;
    }

    // Inputs before the first spike.
    private void Collect(in State state, int inputs, Span<T> g)
    {
        ReadOnlySpan<int> row = _row.AsSpan(0, inputs);
        T time = T.And(T.Less(state.Time, T.Of(double.PositiveInfinity)), state.Time);
        for (int i = 0; i < row.Length; i++)
        {
            g[row[i]] += T.And(T.Less(T.Of(_time[i]), time), AdjointCurrent(state, time, i));
        }
    }

    // a_I at input i, carried back from the state's time.
    private T AdjointCurrent(in State state, T time, int i)
    {
        T membrane = state.Membrane * T.Of(_membrane[i]), synaptic = state.Synaptic * T.Of(_synaptic[i]);
        return T.Fma(state.I, synaptic, _lif.Response(time - T.Of(_time[i]), membrane, synaptic) * state.V);
    }

    // Co-state of one vector of neurons at Time: just before the spike there, or just after it once rewound. Membrane, Synaptic: decays from
    // 0 to Time.
    private struct State
    {
        public T V, I, Time, Membrane, Synaptic, CurrentAtRelease;
    }
}
