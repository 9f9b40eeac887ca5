using Bss2.Network;
using Bss2.Training.Losses;

namespace Bss2.Training;

/// <summary>
/// One fixed share of a batch: samples b, b + B, b + 2B, … summed in that order. Blocks are added in order too, so the sum has the same
/// bits however many threads worked on them.
/// </summary>
internal sealed class GradientBlock
{
    private readonly int _index, _stride;
    private readonly ISampleGradient _gradient;
    private readonly bool[][] _fired;

    public GradientBlock(int index, int stride, NetworkSnapshot network, ISampleGradient gradient)
    {
        (_index, _stride, _gradient) = (index, stride, gradient);
        _fired = [.. network.Layers.Select(layer => new bool[layer.Size])];
    }

    public double LossSum { get; private set; }

    public int Right { get; private set; }

    public int Valid { get; private set; }

    public int Invalid { get; private set; }

    /// <summary>Spikes of all samples, valid or not.</summary>
    public long Spikes { get; private set; }

    public void Run(SpikeBatch inputs, RecordedBatch recorded, ReadOnlySpan<int> labels)
    {
        _gradient.Begin();
        (LossSum, Right, Valid, Invalid, Spikes) = (0, 0, 0, 0, 0);
        for (int sample = _index; sample < recorded.Count; sample += _stride)
        {
            Count(recorded, sample);
            if (!recorded.IsValid(sample))
            {
                Invalid++;
                continue;
            }
            SampleLoss loss = _gradient.Accumulate(inputs[sample], recorded, sample, labels[sample]);
            LossSum += loss.Loss;
            Right += loss.Predicted == labels[sample] ? 1 : 0;
            Valid++;
        }
    }

    /// <summary>Adds the block's gradient.</summary>
    public void AddTo(double[][] gradients) => _gradient.AddTo(gradients);

    /// <summary>Marks the neurons that fired since the last call.</summary>
    public void MarkFired(bool[][] fired)
    {
        for (int l = 0; l < _fired.Length; l++)
        {
            for (int n = 0; n < _fired[l].Length; n++)
            {
                fired[l][n] |= _fired[l][n];
            }
            Array.Clear(_fired[l]);
        }
    }

    private void Count(RecordedBatch recorded, int sample)
    {
        for (int l = 0; l < _fired.Length; l++)
        {
            ReadOnlySpan<TimedSpike> spikes = recorded.Spikes(sample, l);
            Spikes += spikes.Length;
            foreach (TimedSpike spike in spikes)
            {
                _fired[l][spike.Source] = true;
            }
        }
    }
}
