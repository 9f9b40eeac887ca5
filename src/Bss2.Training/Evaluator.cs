using Bss2.Network;
using Bss2.Training.Data;
using Bss2.Training.Losses;

namespace Bss2.Training;

/// <summary>Runs sets of samples with fixed weights, in chunks, and judges them.</summary>
internal sealed class Evaluator
{
    private const int Chunk = 200;

    private readonly TrainingRecipe _recipe;
    private readonly ISpikingSubstrate _substrate;
    private readonly BlockWorkers _workers;
    private readonly SampleGradientFactory _newGradient;
    private readonly SpikeBatch _inputs;

    public Evaluator(TrainingRecipe recipe, ISpikingSubstrate substrate, BlockWorkers workers, SampleGradientFactory newGradient) =>
        (_recipe, _substrate, _workers, _inputs, _newGradient) = (recipe, substrate, workers, new(recipe.Inputs), newGradient);

    /// <summary>Called with the record of every chunk.</summary>
    public Action<RecordedBatch>? Observed { get; init; }

    /// <summary>Loss, accuracy and confusion.</summary>
    /// <param name="weights">All trained arrays, as the substrate can realise them.</param>
    /// <param name="samples">The set.</param>
    /// <param name="set">Which it is.</param>
    /// <param name="epoch">With <paramref name="set"/>, names the batches.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    public async Task<Evaluation> EvaluateAsync(double[][] weights, IReadOnlyList<Sample> samples, EvaluationSet set, int epoch,
        CancellationToken cancellationToken)
    {
        var outcomes = new SampleLoss?[samples.Count];
        await RunAsync(weights, samples, (chunk, chunks) => BatchNumbers.Of(set, epoch, chunk, chunks), (gradient, record, s, sample) =>
        {
            if (record.IsValid(s))
            {
                outcomes[sample] = gradient.Evaluate(record, s, samples[sample].Label);
            }
        }, cancellationToken).ConfigureAwait(false);
        int[][] confusion = [.. Enumerable.Range(0, _recipe.Classes).Select(_ => new int[_recipe.Classes + 1])];
        double lossSum = 0;
        int invalid = 0, right = 0;
        for (int s = 0; s < outcomes.Length; s++)
        {
            int label = samples[s].Label, answer = outcomes[s]?.Predicted ?? -1;
            lossSum += outcomes[s]?.Loss ?? 0;
            invalid += outcomes[s] is null ? 1 : 0;
            right += answer == label ? 1 : 0;
            confusion[label][answer >= 0 ? answer : _recipe.Classes]++;
        }
        int valid = samples.Count - invalid;
        return new(valid == 0 ? 0 : lossSum / valid, samples.Count == 0 ? 0 : (double)right / samples.Count, confusion, invalid);
    }

    /// <summary>Scores per class at points.</summary>
    public async Task<double[][]> ScoresAsync(double[][] weights, IReadOnlyList<Sample> points, CancellationToken cancellationToken)
    {
        double[][] scores = [.. points.Select(_ => new double[_recipe.Classes])];
        await RunAsync(weights, points, (chunk, chunks) => BatchNumbers.Of(EvaluationSet.Illustration, 1, chunk, chunks),
            (gradient, record, s, sample) => gradient.Scores(record, s, scores[sample]), cancellationToken).ConfigureAwait(false);
        return scores;
    }

    // Samples of a chunk are judged by several threads, each into its own place.
    private async Task RunAsync(double[][] weights, IReadOnlyList<Sample> samples, Func<int, int, ulong> number,
        Action<ISampleGradient, RecordedBatch, int, int> judge, CancellationToken cancellationToken)
    {
        NetworkSnapshot network = _recipe.Network(weights);
        ISampleGradient[] gradients = [.. Enumerable.Range(0, _workers.Threads).Select(_ => _newGradient(network, weights))];
        foreach (ISampleGradient gradient in gradients)
        {
            gradient.Begin();
        }
        int chunks = (samples.Count + Chunk - 1) / Chunk;
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int first = chunk * Chunk, count = Math.Min(Chunk, samples.Count - first);
            _inputs.Clear();
            for (int s = 0; s < count; s++)
            {
                _inputs.Add(_recipe.Encoding.Encode(samples[first + s].Features));
            }
            RecordedBatch record = await _substrate.RunAsync(network, _inputs, number(chunk, chunks), CancellationToken.None).ConfigureAwait(false);
            Observed?.Invoke(record);
            _workers.Run(count, (s, worker) => judge(gradients[worker], record, s, first + s));
            record.Release();
        }
    }
}
