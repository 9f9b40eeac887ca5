using Bss2.Network;
using Bss2.Spikes;
using Bss2.Training.Data;
using Bss2.Training.Losses;
using Bss2.Training.Metering;
using Bss2.Training.Optimizers;

namespace Bss2.Training;

/// <summary>
/// Trains a network in the loop: the substrate runs each batch with the realised weights, the gradient is computed on the host from the
/// spikes that came back and from nothing else, and the master weights move.
/// </summary>
/// <remarks>
/// Weights that a substrate cannot realise are rounded to its grid; the gradient is taken at the realised weights and applied to the
/// masters (straight-through), which are clamped to the grid's range.
/// </remarks>
public sealed class Trainer
{
    private enum Domain : ulong
    {
        Weights,
        Shuffle,
    }

    private readonly ISpikingSubstrate _substrate;
    private readonly SeedTree _seed;
    private readonly double[][] _master, _realised, _average, _gradient;
    private readonly IReadOnlyList<WeightGrid?> _grids;
    private readonly BatchGradient _batchGradient;
    private readonly Evaluator _evaluator;
    private readonly SpikeLedger _ledger = SpikeLedger.Empty;
    private readonly SpikeBatch _inputs;
    private readonly int[] _order, _labels;
    // What is shown in even and in odd epochs.
    private readonly InputTrains[] _shown;
    private readonly Adam _adam;
    private readonly double[] _sums = new double[5];
    private readonly bool[][] _fired;
    private readonly NetworkSnapshot _network;
    private readonly SampleGradientFactory? _newGradient;
    private readonly Sample[] _validation;
    private readonly int _projections;
    private GradientMeter? _meter;
    private int _meteredPerEpoch;
    private Action<GradientReading>? _metered;
    private int _epoch, _batch;

    /// <summary>Creates a trainer at the first epoch.</summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="substrate">Where the network runs.</param>
    /// <param name="training">Samples that gradients come from.</param>
    /// <param name="validation">Samples that tuning may look at.</param>
    /// <param name="seed">Of everything random on the host.</param>
    /// <param name="threads">For gradients; results do not depend on it.</param>
    /// <param name="newGradient">Another loss or estimator than the recipe's, such as a <see cref="PlainGradient"/> of your own two; null for
    /// the recipe's.</param>
    public Trainer(TrainingRecipe recipe, ISpikingSubstrate substrate, Sample[] training, Sample[] validation,
        ulong seed, int threads, SampleGradientFactory? newGradient = null)
    {
        recipe.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (training.Length == 0)
        {
            throw new ArgumentException("There are no training samples.", nameof(training));
        }
        RequireShape(recipe, training, nameof(training));
        RequireShape(recipe, validation, nameof(validation));
        (Recipe, _substrate, _validation) = (recipe, substrate, validation);
        _inputs = new(recipe.Inputs);
        var plain = new InputTrains(recipe, training);
        _shown = [plain, recipe.ReflectedClasses is null ? plain : InputTrains.Reflected(recipe, training)];
        (_order, _labels) = (new int[training.Length], new int[Math.Min(recipe.BatchSize, training.Length)]);
        _seed = SeedTree.Root(seed);
        _master = InitialWeights(recipe, _seed);
        _realised = Copy(_master);
        _average = Copy(_master);
        _gradient = Copy(_master);
        _network = recipe.Network(_realised);
        _network.Validate();
        _projections = _network.Projections.Count;
        _grids = substrate.GridsFor(_network);
        _adam = new(_master.Select(w => w.Length), recipe.Beta1, recipe.Beta2);
        _fired = [.. _network.Layers.Select(layer => new bool[layer.Size])];
        var workers = new BlockWorkers(threads);
        _newGradient = newGradient;
        newGradient ??= (network, weights) => SampleGradients.For(recipe, network, weights);
        _batchGradient = new(_network, workers, () => newGradient(_network, _realised));
        _evaluator = new(recipe, substrate, workers, newGradient) { Observed = record => _ledger.Add(record.Ledger) };
        ClampToGrid();
    }

    /// <summary>What is trained and how.</summary>
    public TrainingRecipe Recipe { get; }

    /// <summary>Batches in an epoch.</summary>
    public int BatchesPerEpoch => (_order.Length + Recipe.BatchSize - 1) / Recipe.BatchSize;

    /// <summary>Epochs finished.</summary>
    public int Epoch => _epoch;

    /// <summary>What the substrate can realise, per projection; null for any real number.</summary>
    public IReadOnlyList<WeightGrid?> Grids => _grids;

    /// <summary>Sum of the ledgers of all batches this object ran until now.</summary>
    public SpikeLedger Ledger => _ledger.Copy();

    /// <summary>Told what was sent and what came back of each training batch, with its labels; the record must not be kept.</summary>
    public Action<SpikeBatch, RecordedBatch, int[]>? Observed { get; set; }

    /// <summary>Compares the gradients of some batches with those of the exact engine; the training goes on as it would.</summary>
    /// <param name="batchesPerEpoch">How many, evenly spread, the first of the epoch among them.</param>
    /// <param name="told">Told each reading.</param>
    public void MeterGradient(int batchesPerEpoch, Action<GradientReading> told)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchesPerEpoch, 1);
        (_meter, _meteredPerEpoch, _metered) = (new(Recipe, _network, _realised), Math.Min(batchesPerEpoch, BatchesPerEpoch), told);
    }

    /// <summary>The network with averaged weights, as the substrate can realise them.</summary>
    public NetworkSnapshot AveragedNetwork => Recipe.Network(AveragedWeights());

    /// <summary>Runs the rest of the current epoch, then validates with averaged weights.</summary>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellationToken">Stops between batches; <see cref="Snapshot"/> then continues from there.</param>
    public async Task<EpochReport> RunEpochAsync(IProgress<BatchReport>? progress, CancellationToken cancellationToken)
    {
        _seed.Child((ulong)Domain.Shuffle).Child((ulong)_epoch).Shuffle(_order);
        while (_batch < BatchesPerEpoch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int first = _batch * Recipe.BatchSize;
            await RunBatchAsync(first, Math.Min(Recipe.BatchSize, _order.Length - first)).ConfigureAwait(false);
            _batch++;
            progress?.Report(new(_epoch + 1, _batch, BatchesPerEpoch, _sums[0] / Math.Max(1, _sums[2]), _sums[1] / Math.Max(1, _sums[2])));
        }
        Evaluation validation = await EvaluateAsync(_validation, EvaluationSet.Validation, cancellationToken).ConfigureAwait(false);
        return FinishEpoch(validation);
    }

    /// <summary>Evaluates with the averaged weights.</summary>
    /// <param name="samples">The set.</param>
    /// <param name="set">Which it is.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    public Task<Evaluation> EvaluateAsync(
        IReadOnlyList<Sample> samples, EvaluationSet set, CancellationToken cancellationToken) =>
        _evaluator.EvaluateAsync(AveragedWeights(), samples, set, _epoch, cancellationToken);

    /// <summary>Scores per class (maximum membrane or first spike time, µs) at points, with averaged weights, for maps.</summary>
    public Task<double[][]> ScoresAsync(IReadOnlyList<Sample> points, CancellationToken cancellationToken) =>
        _evaluator.ScoresAsync(AveragedWeights(), points, cancellationToken);

    /// <summary>Runs points as one batch, with averaged weights, for pictures and files.</summary>
    /// <returns>The network as it ran, what was sent and what came back.</returns>
    public async Task<(NetworkSnapshot Network, SpikeBatch Inputs, RecordedBatch Record)> RecordAsync(
        IReadOnlyList<Sample> points, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var inputs = new SpikeBatch(Recipe.Inputs, [.. points.Select(point => Recipe.Encoding.Encode(point.Features))]);
        NetworkSnapshot network = Recipe.Network(AveragedWeights());
        RecordedBatch recorded = await _substrate.RunAsync(network, inputs,
            BatchNumbers.Of(EvaluationSet.Illustration, 0, 0, 1), CancellationToken.None).ConfigureAwait(false);
        _ledger.Add(recorded.Ledger);
        return (network, inputs, recorded);
    }

    /// <summary>Runs a point with averaged weights and differentiates its loss, for pictures.</summary>
    public async Task<SampleAdjoint> AdjointAsync(Sample point, CancellationToken cancellationToken)
    {
        (NetworkSnapshot network, SpikeBatch inputs, RecordedBatch record) = await RecordAsync([point], cancellationToken).ConfigureAwait(false);
        double[][] weights = AveragedWeights();
        PlainGradient gradient = Recipe.ReadoutOnSubstrate && _newGradient?.Invoke(network, weights) is PlainGradient own ? own
            : SampleGradients.Plain(Recipe, network, weights);
        gradient.Begin();
        SampleLoss loss = gradient.Accumulate(inputs[0], record, 0, point.Label);
        double[][] sums = [.. weights.Select(w => new double[w.Length])];
        gradient.AddTo(sums);
        int[] layers = [.. Enumerable.Range(0, network.Layers.Count)];
        return new(loss, [inputs[0].ToArray(), .. layers.Select(l => record.Spikes(0, l).ToArray())],
            [.. layers.Select(l => Enumerable.Range(0, record.Spikes(0, l).Length).Select(k => gradient.TimeGradients[l, k]).ToArray())], sums);
    }

    /// <summary>A copy of everything that the run carries on.</summary>
    public TrainerState Snapshot() => new()
    {
        Epoch = _epoch,
        Batch = _batch,
        Step = _adam.Step,
        Weights = Copy(_master),
        Average = Copy(_average),
        FirstMoments = Copy(_adam.First),
        SecondMoments = Copy(_adam.Second),
        EpochSums = [.. _sums],
        Fired = [.. _fired.Select(layer => (bool[])layer.Clone())],
    };

    /// <summary>Continues from a snapshot of a run with the same recipe.</summary>
    /// <exception cref="ArgumentException">A shape does not fit the recipe, or a number is not finite.</exception>
    public void Restore(TrainerState state)
    {
        CopyInto(state.Weights, _master, nameof(state.Weights));
        CopyInto(state.Average, _average, nameof(state.Average));
        CopyInto(state.FirstMoments, _adam.First, nameof(state.FirstMoments));
        CopyInto(state.SecondMoments, _adam.Second, nameof(state.SecondMoments));
        CopyInto([state.EpochSums], [_sums], nameof(state.EpochSums));
        if (state.Fired.Length != _fired.Length || state.Epoch < 0 || state.Batch < 0 || state.Batch > BatchesPerEpoch || state.Step < 0)
        {
            throw new ArgumentException($"The state is at epoch {state.Epoch}, batch {state.Batch}, step {state.Step} with "
                + $"{state.Fired.Length} layers; that does not fit this recipe.", nameof(state));
        }
        for (int l = 0; l < _fired.Length; l++)
        {
            if (state.Fired[l].Length != _fired[l].Length)
            {
                throw new ArgumentException($"Layer {l} has {_fired[l].Length} neurons, the state {state.Fired[l].Length}.", nameof(state));
            }
            state.Fired[l].CopyTo(_fired[l], 0);
        }
        (_epoch, _batch, _adam.Step) = (state.Epoch, state.Batch, state.Step);
    }

    private static void RequireShape(TrainingRecipe recipe, Sample[] samples, string name)
    {
        for (int s = 0; s < samples.Length; s++)
        {
            if (samples[s].Features.Length != recipe.Features || (uint)samples[s].Label >= (uint)recipe.Classes)
            {
                throw new ArgumentException($"Sample {s} has {samples[s].Features.Length} features and class {samples[s].Label}; the recipe has "
                    + $"{recipe.Features} features and classes 0..{recipe.Classes - 1}.", name);
            }
        }
    }

    private static double[][] InitialWeights(TrainingRecipe recipe, SeedTree seed)
    {
        double[] Draw(int array, int length, double mean, double deviation)
        {
            SeedTree stream = seed.Child((ulong)Domain.Weights).Child((ulong)array);
            return [.. Enumerable.Range(0, length).Select(i => mean + deviation * stream.Gaussian((ulong)i))];
        }
        return
        [
            Draw(0, recipe.Inputs * recipe.Hidden, recipe.HiddenMean, recipe.HiddenDeviation),
            Draw(1, recipe.Hidden * recipe.Classes, recipe.OutputMean, recipe.OutputDeviation),
        ];
    }

    // Allocates nothing once its buffers have grown, if the substrate does not.
    private async ValueTask RunBatchAsync(int first, int count)
    {
        InputTrains shown = _shown[_epoch & 1];
        _inputs.Clear();
        for (int s = 0; s < count; s++)
        {
            _inputs.Add(shown.Spikes(_order[first + s]));
            _labels[s] = shown.Label(_order[first + s]);
        }
        Realise(_master, _realised);
        RecordedBatch recorded = await _substrate.RunAsync(
            _network, _inputs, BatchNumbers.Training(_epoch, _batch, BatchesPerEpoch), CancellationToken.None).ConfigureAwait(false);
        _ledger.Add(recorded.Ledger);
        int valid = _batchGradient.Run(_inputs, recorded, _labels.AsMemory(0, count), _gradient, _sums, _fired);
        Observed?.Invoke(_inputs, recorded, _labels);
        if (_meter is not null && _batch * _meteredPerEpoch % BatchesPerEpoch < _meteredPerEpoch)
        {
            _metered!(await _meter.ReadAsync(_epoch + 1, _batch + 1, _inputs, recorded, _labels, _gradient).ConfigureAwait(false));
        }
        recorded.Release();
        if (valid > 0)
        {
            ApplyGradient(valid);
        }
    }

    private void ApplyGradient(int valid)
    {
        foreach (double[] gradient in _gradient)
        {
            for (int i = 0; i < gradient.Length; i++)
            {
                double g = Math.Clamp(gradient[i] / valid, -Recipe.ElementClip, Recipe.ElementClip);
                if (!double.IsFinite(g))
                {
                    throw new InvalidOperationException($"A gradient is {g} in epoch {_epoch + 1}, batch {_batch + 1}: the run has diverged; "
                        + "use a smaller learning rate or a larger minimum slope.");
                }
                gradient[i] = g;
            }
        }
        _adam.Update(_master, _gradient, Recipe.LearningRate * Math.Pow(Recipe.LearningRateDecay, _epoch));
        ClampToGrid();
        // A short memory at first, so that the average forgets the initial weights as fast as a plain mean would.
        double decay = Math.Min(Recipe.AverageDecay, (1.0 + _adam.Step) / (10.0 + _adam.Step));
        for (int a = 0; a < _master.Length; a++)
        {
            for (int i = 0; i < _master[a].Length; i++)
            {
                _average[a][i] = decay * _average[a][i] + (1 - decay) * _master[a][i];
            }
        }
    }

    private EpochReport FinishEpoch(Evaluation validation)
    {
        int silent = BumpSilentNeurons();
        double valid = Math.Max(1, _sums[2]);
        var report = new EpochReport(_epoch + 1, Recipe.LearningRate * Math.Pow(Recipe.LearningRateDecay, _epoch), _sums[0] / valid,
            _sums[1] / valid, validation.Loss, validation.Accuracy, _sums[4] / _order.Length, silent, (int)_sums[3]);
        _epoch++;
        _batch = 0;
        Array.Clear(_sums);
        foreach (bool[] layer in _fired)
        {
            Array.Clear(layer);
        }
        return report;
    }

    // Only neurons silent for a whole epoch: pushing within a batch destroys selective ones (eventprop 6.3).
    private int BumpSilentNeurons()
    {
        int silent = 0;
        for (int n = 0; n < Recipe.Hidden; n++)
        {
            if (!_fired[0][n])
            {
                silent++;
                for (int i = 0; i < Recipe.Inputs; i++)
                {
                    _master[0][i * Recipe.Hidden + n] += Recipe.SilentBump;
                }
            }
        }
        ClampToGrid();
        return silent;
    }

    private double[][] AveragedWeights()
    {
        double[][] weights = Copy(_average);
        Realise(_average, weights);
        return weights;
    }

    private void Realise(double[][] from, double[][] to)
    {
        for (int a = 0; a < from.Length; a++)
        {
            WeightGrid? grid = a < _projections ? _grids[a] : null;
            for (int i = 0; i < from[a].Length; i++)
            {
                to[a][i] = grid is null ? from[a][i] : grid.Realise(from[a][i]);
            }
        }
    }

    private void ClampToGrid()
    {
        for (int a = 0; a < _projections; a++)
        {
            if (_grids[a] is { } grid)
            {
                for (int i = 0; i < _master[a].Length; i++)
                {
                    _master[a][i] = Math.Clamp(_master[a][i], -grid.MaximumWeight, grid.MaximumWeight);
                }
            }
        }
    }

    private static double[][] Copy(double[][] arrays) => [.. arrays.Select(a => (double[])a.Clone())];

    private static void CopyInto(double[][] from, double[][] to, string name)
    {
        if (from.Length != to.Length)
        {
            throw new ArgumentException($"{name} has {from.Length} arrays, this recipe {to.Length}.", name);
        }
        for (int a = 0; a < to.Length; a++)
        {
            if (from[a].Length != to[a].Length || !Array.TrueForAll(from[a], double.IsFinite))
            {
                throw new ArgumentException($"{name}[{a}] has {from[a].Length} numbers, this recipe {to[a].Length}; all must be finite.", name);
            }
            from[a].CopyTo(to[a], 0);
        }
    }
}
