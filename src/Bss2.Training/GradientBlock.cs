using Bss2.Network;
using Bss2.Training.EventProp;
using Bss2.Training.Losses;

namespace Bss2.Training;

/// <summary>
/// One fixed share of a batch: samples b, b + B, b + 2B, … summed in that order. Blocks are added in order too, so the sum has the same
/// bits however many threads worked on them.
/// </summary>
internal sealed class GradientBlock
{
    private readonly int _index, _stride, _layers;
    private readonly IGradientEstimator _estimator;
    private readonly TimeGradients _timeGradients;
    private readonly List<SpikeRecord> _merged = [];
    private readonly double[][] _projectionGradients, _hostGradients;

    public GradientBlock(int index, int stride, NetworkSnapshot network, ILoss loss, IGradientEstimator estimator)
    {
        (_index, _stride, _layers, Loss, _estimator) = (index, stride, network.Layers.Count, loss, estimator);
        _timeGradients = new(_layers);
        _projectionGradients = [.. network.Projections.Select(p => new double[p.Weights.Length])];
        _hostGradients = [.. loss.HostParameters.Select(p => new double[p.Length])];
        Gradients = [.. _projectionGradients, .. _hostGradients];
    }

    public ILoss Loss { get; }

    public double[][] Gradients { get; }

    public double LossSum { get; private set; }

    public int Right { get; private set; }

    public int Valid { get; private set; }

    public int Invalid { get; private set; }

    public void Run(SpikeBatch inputs, RecordedBatch recorded, ReadOnlySpan<int> labels)
    {
        foreach (double[] gradient in Gradients)
        {
            Array.Clear(gradient);
        }
        (LossSum, Right, Valid, Invalid) = (0, 0, 0, 0);
        for (int sample = _index; sample < recorded.Count; sample += _stride)
        {
            if (!recorded.IsValid(sample))
            {
                Invalid++;
                continue;
            }
            for (int l = 0; l < _layers; l++)
            {
                _timeGradients.Clear(l, recorded.Spikes(sample, l).Length);
            }
            SampleLoss loss = Loss.Differentiate(
                recorded, sample, labels[sample], _timeGradients, _hostGradients, _projectionGradients);
            SpikeRecord.Merge(inputs[sample], recorded, sample, _layers, _merged);
            _estimator.Accumulate(_merged, _timeGradients, _projectionGradients);
            LossSum += loss.Loss;
            Right += loss.Predicted == labels[sample] ? 1 : 0;
            Valid++;
        }
    }
}
