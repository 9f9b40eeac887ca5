using Bss2.Network;

namespace Bss2.Training;

/// <summary>A spike of one sample with its place: the merged list that forward replay and backward sweep walk.</summary>
/// <param name="TimeUs">µs after the sample's start.</param>
/// <param name="Layer">Layer index, or <see cref="Projection.Input"/>.</param>
/// <param name="Neuron">Within the layer (or channel).</param>
/// <param name="Ordinal">Position in its layer's list, which is where a loss puts its time derivative.</param>
public readonly record struct SpikeRecord(double TimeUs, int Layer, int Neuron, int Ordinal) : IComparable<SpikeRecord>
{
    /// <summary>By time; at equal times the later layer first: a spike does not act on one with the same stamp (eventprop 6.12).</summary>
    public int CompareTo(SpikeRecord other)
    {
        int order = TimeUs.CompareTo(other.TimeUs);
        if (order == 0)
        {
            order = other.Layer.CompareTo(Layer);
        }
        return order != 0 ? order : Ordinal.CompareTo(other.Ordinal);
    }

    /// <summary>Merges a sample's input and recorded spikes.</summary>
    /// <param name="inputs">Input spikes.</param>
    /// <param name="recorded">The batch.</param>
    /// <param name="sample">Which sample of it.</param>
    /// <param name="layers">Layers of the network.</param>
    /// <param name="merged">Cleared and filled, ascending.</param>
    public static void Merge(ReadOnlySpan<TimedSpike> inputs, RecordedBatch recorded, int sample, int layers, List<SpikeRecord> merged)
    {
        merged.Clear();
        for (int k = 0; k < inputs.Length; k++)
        {
            merged.Add(new(inputs[k].TimeUs, Projection.Input, inputs[k].Source, k));
        }
        for (int layer = 0; layer < layers; layer++)
        {
            ReadOnlySpan<TimedSpike> spikes = recorded.Spikes(sample, layer);
            for (int k = 0; k < spikes.Length; k++)
            {
                merged.Add(new(spikes[k].TimeUs, layer, spikes[k].Source, k));
            }
        }
        merged.Sort();
    }
}
