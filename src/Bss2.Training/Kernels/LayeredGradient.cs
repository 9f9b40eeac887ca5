using Bss2.Network;
using Bss2.Training.Losses;

namespace Bss2.Training.Kernels;

/// <summary>
/// Loss and gradient of input → one hidden layer → read-outs (host integrators, or output neurons whose first spikes count), in lanes: exact
/// and event-driven, or reverse Euler on a grid. The same numbers as the plain classes up to rounding.
/// </summary>
/// <remarks>
/// A source of strength g in class j at t* gives dL/dw_jn = g k(t* − t) and dL/dt = −g w_jn k'(t* − t) for each hidden spike t &lt; t*,
/// whether it comes from a maximum or from a first spike (eventprop 2).
/// </remarks>
internal sealed class LayeredGradient<T> : ISampleGradient
    where T : unmanaged, ILanes<T>
{
    private readonly NetworkSnapshot _network;
    private readonly IReadout _readout;
    private readonly LaneLif<T> _readoutLif;
    private readonly double[] _readoutWeights;
    private readonly HiddenAdjoint<T> _adjoint;
    private readonly StackedWeights _hiddenWeights;
    private readonly DenseSpikes _spikes;
    private readonly ReadoutSource[] _sources;
    // [class][neuron], padded: weights the other way round, and their gradient.
    private readonly double[] _byClass, _readoutGradient, _hiddenGradient;
    private readonly int _classes;
    private readonly TimeGrid _grid;
    // Spikes with times in steps.
    private TimedSpike[] _inputSteps = [], _hiddenSteps = [];

    /// <param name="network">Shape and weights; <see cref="Serves"/>.</param>
    /// <param name="readout">The loss.</param>
    /// <param name="parameters">Time constants of the read-outs or output neurons.</param>
    /// <param name="readoutWeights">From hidden neurons to them, row-major [neuron][class].</param>
    /// <param name="minimumSlope">Clamp of I − θ, in thresholds.</param>
    /// <param name="grid">Continuous time for the exact adjoint, or the grid of reverse Euler.</param>
    public LayeredGradient(NetworkSnapshot network, IReadout readout, LifParameters parameters, double[] readoutWeights, double minimumSlope,
        TimeGrid grid)
    {
        (_network, _readout, _readoutWeights, _grid, _readoutLif) = (network, readout, readoutWeights, grid, new(parameters, grid.StepUs));
        LifLayer hidden = network.Layers[0];
        _classes = readoutWeights.Length / hidden.Size;
        _adjoint = new(hidden, minimumSlope, grid.StepUs);
        _hiddenWeights = new(network, 0);
        _spikes = new(hidden.Size);
        _sources = new ReadoutSource[_classes];
        (_byClass, _readoutGradient) = (new double[_classes * _spikes.Stride], new double[_classes * _spikes.Stride]);
        _hiddenGradient = new double[_hiddenWeights.Values.Length];
    }

    /// <summary>
    /// Whether a network is of this shape, inputs to a first layer and at most a last layer that only the first one drives, and its time
    /// constants are longer than a step (else Euler's decays change sign, which no exponential does) and not far shorter than the window
    /// (<see cref="LaneLif{T}.Spans"/>).
    /// </summary>
    public static bool Serves(NetworkSnapshot network, LifParameters readout, double stepUs) =>
        network.Layers.Select(layer => layer.Parameters).Append(readout)
            .All(p => stepUs < p.MembraneTimeConstantUs && stepUs < p.SynapticTimeConstantUs
                && new LaneLif<T>(p, stepUs).Spans(stepUs > 0 ? network.WindowUs / stepUs : network.WindowUs))
        && network.Projections[0] is { Source: Projection.Input, Target: 0 }
        && (network.Projections.Count, network.Layers.Count) switch
        {
            (1, 1) => true,
            (2, 2) => network.Projections[1] is { Source: 0, Target: 1 },
            _ => false,
        };

    /// <inheritdoc/>
    public void Begin()
    {
        _readout.Load(_readoutWeights);
        _hiddenWeights.Load(_network);
        int neurons = _network.Layers[0].Size;
        for (int j = 0; j < _classes; j++)
        {
            for (int n = 0; n < neurons; n++)
            {
                _byClass[j * _spikes.Stride + n] = _readoutWeights[n * _classes + j];
            }
        }
        Array.Clear(_readoutGradient);
        Array.Clear(_hiddenGradient);
    }

    /// <inheritdoc/>
    public SampleLoss Evaluate(RecordedBatch record, int sample, int label) =>
        _readout.Evaluate(record, sample, OnGrid(record.Spikes(sample, 0), ref _hiddenSteps), label);

    /// <inheritdoc/>
    public void Scores(RecordedBatch record, int sample, Span<double> scores)
    {
        Evaluate(record, sample, 0);
        _readout.Scores.CopyTo(scores);
    }

    /// <inheritdoc/>
    public SampleLoss Accumulate(ReadOnlySpan<TimedSpike> inputs, RecordedBatch record, int sample, int label)
    {
        ReadOnlySpan<TimedSpike> hidden = OnGrid(record.Spikes(sample, 0), ref _hiddenSteps);
        SampleLoss loss = _readout.Evaluate(record, sample, hidden, label);
        _spikes.Load(hidden);
        _readout.Differentiate(label, hidden, _spikes, _readoutGradient, _sources);
        Spread();
        _adjoint.Accumulate(OnGrid(inputs, ref _inputSteps), _spikes, _hiddenWeights, _hiddenGradient);
        return loss;
    }

    /// <inheritdoc/>
    public void AddTo(double[][] gradients)
    {
        int neurons = _network.Layers[0].Size, stride = _spikes.Stride;
        double[] hidden = gradients[0], readout = gradients[1];
        for (int source = 0; source < _network.InputSize; source++)
        {
            for (int n = 0; n < neurons; n++)
            {
                hidden[source * neurons + n] += _hiddenGradient[source * stride + n];
            }
        }
        for (int j = 0; j < _classes; j++)
        {
            for (int n = 0; n < neurons; n++)
            {
                readout[n * _classes + j] += _readoutGradient[j * stride + n];
            }
        }
    }

    private ReadOnlySpan<TimedSpike> OnGrid(ReadOnlySpan<TimedSpike> spikes, ref TimedSpike[] steps)
    {
        if (!_grid.OnGrid)
        {
            return spikes;
        }
        if (steps.Length < spikes.Length)
        {
            steps = new TimedSpike[2 * spikes.Length];
        }
        for (int k = 0; k < spikes.Length; k++)
        {
            steps[k] = spikes[k] with { TimeUs = _grid.Of(spikes[k].TimeUs) };
        }
        return steps.AsSpan(0, spikes.Length);
    }

    // A source reaches all hidden spikes before it; on a grid also those of its own step, which reverse Euler walks after it.
    private void Spread()
    {
        LaneLif<T> lif = _readoutLif;
        Span<Reach> reach = stackalloc Reach[_classes];
        double latest = 0;
        int reaching = 0;
        for (int j = 0; j < _classes; j++)
        {
            if (_sources[j].Time > 0)
            {
                lif.Decays(T.Of(_sources[j].Time), out T membrane, out T synaptic);
                reach[reaching++] = new(j, T.Of(_sources[j].Time), T.Of(_sources[j].Strength), membrane, synaptic);
                latest = Math.Max(latest, _sources[j].Time);
            }
        }
        int stride = _spikes.Stride / T.Count;
        ReadOnlySpan<T> times = LaneArray.As<T>(_spikes.Times);
        Span<T> timeGradients = LaneArray.As<T>(_spikes.TimeGradients);
        T last = T.Of(latest);
        for (int k = 0; k < _spikes.Rounds; k++)
        {
            for (int v = 0; v < stride; v++)
            {
                T time = times[k * stride + v], early = T.LessOrEqual(time, last);
                if (T.Bits(early) != 0)
                {
                    Receive(T.And(early, time), early, reach[..reaching], v, ref timeGradients[k * stride + v]);
                }
            }
        }
    }

    private void Receive(T time, T among, ReadOnlySpan<Reach> reach, int v, ref T timeGradient)
    {
        LaneLif<T> lif = _readoutLif;
        int stride = _spikes.Stride / T.Count;
        ReadOnlySpan<T> weights = LaneArray.As<T>(_byClass);
        Span<T> gradients = LaneArray.As<T>(_readoutGradient);
        lif.Growths(time, out T membraneGrowth, out T synapticGrowth);
        T sum = timeGradient;
        foreach (ref readonly Reach source in reach)
        {
            T before = T.And(among, lif.OnGrid ? T.LessOrEqual(time, source.Time) : T.Less(time, source.Time));
            T membrane = source.Membrane * membraneGrowth, synaptic = source.Synaptic * synapticGrowth;
            T response = lif.Response(source.Time - time, membrane, synaptic), slope = lif.ResponseSlope(membrane, response);
            int at = source.Class * stride + v;
            gradients[at] += T.And(before, source.Strength * response);
            sum -= T.And(before, source.Strength * weights[at] * slope);
        }
        timeGradient = sum;
    }

    // A source in every lane, with the decays from 0 to its time.
    private readonly struct Reach(int index, T time, T strength, T membrane, T synaptic)
    {
        public readonly int Class = index;
        public readonly T Time = time, Strength = strength, Membrane = membrane, Synaptic = synaptic;
    }
}
