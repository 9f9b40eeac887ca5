using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary>
/// <see cref="EventProp.ExactEventProp"/>, or on a grid <see cref="EventProp.EulerEventProp"/>, of one layer that only inputs drive, in lanes
/// over its neurons; up to rounding the same.
/// </summary>
/// <remarks>
/// Backward through each neuron's own spikes (rounds), with the co-state at input spikes in closed form: with (a_V, a_I) just before a spike
/// at T, a_I(t) = a_I e^{−(T−t)/τ_s} + k(T−t) a_V back to the release from the previous spike; while the neuron was held it only decays.
/// </remarks>
internal sealed class HiddenAdjoint<T>
    where T : unmanaged, ILanes<T>
{
    private readonly LaneLif<T> _lif;
    private readonly double _smallestSlope;
    // [input][3] in lanes: decays (membrane, synaptic, response) from the input spike to State.Time.
    private double[] _decays = [];

    /// <param name="layer">The layer.</param>
    /// <param name="minimumSlope">Clamp of I − θ, in thresholds.</param>
    /// <param name="stepUs">dt, for reverse Euler with times in steps; 0 for continuous time.</param>
    public HiddenAdjoint(LifLayer layer, double minimumSlope, double stepUs)
    {
        _lif = new(layer.Parameters, stepUs);
        _smallestSlope = minimumSlope * layer.Parameters.Threshold;
    }

    /// <summary>Adds the gradient of one sample.</summary>
    /// <param name="inputs">In time order.</param>
    /// <param name="spikes">The layer's, with their time gradients complete.</param>
    /// <param name="weights">Into the layer.</param>
    /// <param name="gradients">Same shape as the weights; added to.</param>
    public void Accumulate(ReadOnlySpan<TimedSpike> inputs, DenseSpikes spikes, StackedWeights weights, double[] gradients)
    {
        if (_decays.Length < 3 * T.Count * inputs.Length)
        {
            _decays = new double[LaneArray.Padded(6 * T.Count * inputs.Length)];
        }
        int stride = spikes.Stride / T.Count;
        ReadOnlySpan<T> times = LaneArray.As<T>(spikes.Times), timeGradients = LaneArray.As<T>(spikes.TimeGradients);
        T none = T.Of(double.PositiveInfinity);
        for (int v = 0; v < stride; v++)
        {
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
                    Rewind(ref state, time, inputs, v, weights, gradients);
                }
                Jump(ref state, time, timeGradients[k * stride + v], inputs, v, weights);
                any = true;
            }
            if (any)
            {
                Collect(state, inputs, v, weights.Stride / T.Count, LaneArray.As<T>(gradients));
            }
        }
    }

    // From the state after a spike (or none) to the one before it; lanes without this spike have no later one either and stay 0.
    private void Jump(ref State state, T time, T timeGradient, ReadOnlySpan<TimedSpike> inputs, int v, StackedWeights weights)
    {
        LaneLif<T> lif = _lif;
        ReadOnlySpan<T> w = LaneArray.As<T>(weights.Values);
        Span<T> decays = LaneArray.As<T>(_decays);
        int stride = weights.Stride / T.Count;
        T zero = T.Of(0), has = T.Less(time, T.Of(double.PositiveInfinity)), finite = T.And(has, time), current = zero;
        for (int i = 0; i < inputs.Length; i++)
        {
            T at = T.Of(inputs[i].TimeUs);
            lif.Decays(T.Max(finite - at, zero), out T membrane, out T synaptic, out T response);
            decays[3 * i] = membrane;
            decays[3 * i + 1] = synaptic;
            decays[3 * i + 2] = response;
            // A spike with the same stamp does not act (eventprop 6.12).
            current = T.Fma(T.And(T.Less(at, time), synaptic), w[inputs[i].Source * stride + v], current);
        }
        T restart = lif.Refractory == 0 ? current : state.CurrentAtRelease;
        T slope = T.Max(current - T.Of(lif.Threshold), T.Of(_smallestSlope));
        T jumped = (state.V * (restart - T.Of(lif.Reset)) - T.Of(lif.TauM) * timeGradient) / slope;
        state.V = T.And(has, jumped);
        state.Time = time;
    }

    // Inputs between the state's time and the spike at `time` receive their gradient; the state moves to just after that spike.
    private void Rewind(ref State state, T time, ReadOnlySpan<TimedSpike> inputs, int v, StackedWeights weights, double[] gradients)
    {
        LaneLif<T> lif = _lif;
        ReadOnlySpan<T> w = LaneArray.As<T>(weights.Values), decays = LaneArray.As<T>(_decays);
        Span<T> g = LaneArray.As<T>(gradients);
        int stride = weights.Stride / T.Count;
        T zero = T.Of(0), later = T.Less(state.Time, T.Of(double.PositiveInfinity)), from = T.And(later, state.Time);
        // Recorded spikes may follow each other faster than the nominal refractory time allows: then nothing is free between them.
        T nominal = T.And(later, time + T.Of(lif.Refractory)), release = T.Min(nominal, from);
        lif.Decays(from - release, out T carriedV, out T carriedI, out T response);
        T iRelease = T.Fma(state.I, carriedI, response * state.V), current = zero;
        for (int i = 0; i < inputs.Length; i++)
        {
            T at = T.Of(inputs[i].TimeUs), free = T.And(T.LessOrEqual(release, at), T.Less(at, from));
            T held = T.AndNot(T.And(T.LessOrEqual(time, at), T.Less(at, from)), free);
            T whenFree = T.Fma(state.I, decays[3 * i + 1], decays[3 * i + 2] * state.V);
            T whenHeld = iRelease * lif.SynapticDecay(T.Max(release - at, zero));
            int index = inputs[i].Source * stride + v;
            g[index] += T.And(later, T.Or(T.And(free, whenFree), T.And(held, whenHeld)));
            T acts = T.And(later, lif.OnGrid ? T.Less(at, nominal) : T.LessOrEqual(at, nominal));
            current = T.Fma(T.And(acts, lif.SynapticDecay(T.Max(nominal - at, zero))), w[index], current);
        }
        state.V = T.And(later, state.V * carriedV);
        state.I = T.And(later, iRelease * lif.SynapticDecay(T.And(later, release - T.And(later, time))));
        state.CurrentAtRelease = current;
    }

    // Inputs before the first spike.
    private void Collect(in State state, ReadOnlySpan<TimedSpike> inputs, int v, int stride, Span<T> g)
    {
        ReadOnlySpan<T> decays = LaneArray.As<T>(_decays);
        for (int i = 0; i < inputs.Length; i++)
        {
            T acts = T.Less(T.Of(inputs[i].TimeUs), state.Time);
            T value = T.Fma(state.I, decays[3 * i + 1], decays[3 * i + 2] * state.V);
            g[inputs[i].Source * stride + v] += T.And(acts, value);
        }
    }

    // Co-state of one vector of neurons at Time: just before the spike there, or just after it once rewound.
    private struct State
    {
        public T V, I, Time, CurrentAtRelease;
    }
}
