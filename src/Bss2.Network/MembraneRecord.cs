namespace Bss2.Network;

/// <summary>What converters saw of one layer's membranes during a batch, model units, at the same times in every sample.</summary>
/// <remarks>For estimators that need more than spikes; trainers and EventProp never see one (docs/architecture.md).</remarks>
public sealed class MembraneRecord
{
    private readonly float[] _values;

    /// <summary>Room for a batch.</summary>
    /// <param name="layer">Whose membranes.</param>
    /// <param name="samples">Samples.</param>
    /// <param name="neurons">Size of the layer.</param>
    /// <param name="timesUs">When they were looked at, µs from the start of the window, ascending.</param>
    public MembraneRecord(int layer, int samples, int neurons, IReadOnlyList<double> timesUs)
    {
        (Layer, Samples, Neurons, TimesUs) = (layer, samples, neurons, timesUs);
        _values = new float[samples * timesUs.Count * neurons];
    }

    /// <summary>Layer.</summary>
    public int Layer { get; }

    /// <summary>Samples.</summary>
    public int Samples { get; }

    /// <summary>Neurons of the layer.</summary>
    public int Neurons { get; }

    /// <summary>Times of the readings, µs from the start of the window, ascending.</summary>
    public IReadOnlyList<double> TimesUs { get; }

    /// <summary>All neurons at a reading of a sample.</summary>
    public Span<float> At(int sample, int reading) => _values.AsSpan((sample * TimesUs.Count + reading) * Neurons, Neurons);
}
