using Bss2.Network;
using Bss2.Training.EventProp;

namespace Bss2.Training.Metering;

/// <summary>
/// Measures a gradient that came from a substrate's spikes against the one that the exact engine gives for the same weights, inputs and
/// labels: its own spikes, exact EventProp, the recipe's loss. Only reads what the trainer has.
/// </summary>
internal sealed class GradientMeter
{
    private readonly TrainingRecipe _recipe;
    private readonly NetworkSnapshot _network;
    private readonly ReferenceLif _engine = new();
    private readonly BatchGradient _reference;
    private readonly CurrentReplay _replay;
    private readonly SpikeBatch _inputs;
    private readonly double[][] _gradient;
    private readonly List<int> _labels = [];
    private readonly List<SpikeRecord> _merged = [];

    /// <param name="recipe">Loss and clamp; its adjoint may be another than the reference's.</param>
    /// <param name="network">That is trained; its weights are those that the substrate has.</param>
    /// <param name="weights">All trained arrays, shared.</param>
    public GradientMeter(TrainingRecipe recipe, NetworkSnapshot network, double[][] weights)
    {
        (_recipe, _network) = (recipe with { Adjoint = AdjointKind.Exact }, network);
        _reference = new(network, new(1), () => SampleGradients.For(_recipe, network, weights));
        _replay = new(network);
        _inputs = new(network.InputSize);
        _gradient = [.. weights.Select(w => new double[w.Length])];
    }

    /// <summary>Reads one batch.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="batch">From 1.</param>
    /// <param name="inputs">What was sent.</param>
    /// <param name="record">What came back; samples that lost spikes are left out, as in training.</param>
    /// <param name="labels">Class per sample.</param>
    /// <param name="gradient">The trainer's: sum over valid samples.</param>
    public async ValueTask<GradientReading> ReadAsync(int epoch, int batch, SpikeBatch inputs, RecordedBatch record, int[] labels, double[][] gradient)
    {
        int[][] spikes = PerNeuron(), grazing = PerNeuron();
        _inputs.Clear();
        _labels.Clear();
        for (int s = 0; s < record.Count; s++)
        {
            if (record.IsValid(s))
            {
                _inputs.Add(inputs[s]);
                _labels.Add(labels[s]);
                CountGrazing(inputs[s], record, s, spikes, grazing);
            }
        }
        RecordedBatch expected = await _engine.RunAsync(_network, _inputs, 0, CancellationToken.None).ConfigureAwait(false);
        _reference.Run(_inputs, expected, _labels.ToArray(), _gradient, new double[5], [.. _network.Layers.Select(layer => new bool[layer.Size])]);
        expected.Release();
        return new(epoch, batch, [.. Enumerable.Range(0, gradient.Length).Select(a => Compare(a, gradient[a], spikes, grazing))]);
    }

    private int[][] PerNeuron() => [.. _network.Layers.Select(layer => new int[layer.Size])];

    private LayerReading Compare(int array, double[] gradient, int[][] spikes, int[][] grazing)
    {
        bool onHost = array >= _network.Projections.Count;
        int target = onHost ? -1 : _network.Projections[array].Target, neurons = onHost ? _recipe.Classes : _network.Layers[target].Size;
        return new(onHost ? "read-out" : _network.Layers[target].Name, GradientAgreement.Of(gradient, _gradient[array], 0, 1),
            [.. Enumerable.Range(0, neurons).Select(n => GradientAgreement.Of(gradient, _gradient[array], n, neurons))],
            onHost ? new int[neurons] : spikes[target], onHost ? new int[neurons] : grazing[target]);
    }

    private void CountGrazing(ReadOnlySpan<TimedSpike> inputs, RecordedBatch record, int sample, int[][] spikes, int[][] grazing)
    {
        SpikeRecord.Merge(inputs, record, sample, _network.Layers.Count, _merged);
        _replay.Run(_merged);
        for (int l = 0; l < spikes.Length; l++)
        {
            LifParameters p = _network.Layers[l].Parameters;
            ReadOnlySpan<TimedSpike> own = record.Spikes(sample, l);
            for (int k = 0; k < own.Length; k++)
            {
                spikes[l][own[k].Source]++;
                grazing[l][own[k].Source] += _replay.CurrentAtSpike(l, k) + p.Leak - p.Threshold < _recipe.MinimumSlope * p.Threshold ? 1 : 0;
            }
        }
    }
}
