using Bss2.Network;
using Bss2.Training.Data;

namespace Bss2.Training;

/// <summary>Encoded samples, made once: every epoch shows the same points.</summary>
internal sealed class InputTrains
{
    private readonly TimedSpike[] _spikes;
    private readonly int[] _labels;
    private readonly int _channels;

    /// <param name="recipe">Its encoding makes latencies of features.</param>
    /// <param name="samples">The set.</param>
    public InputTrains(TrainingRecipe recipe, IReadOnlyList<Sample> samples)
    {
        _channels = recipe.Inputs;
        _spikes = new TimedSpike[samples.Count * _channels];
        _labels = [.. samples.Select(sample => sample.Label)];
        for (int s = 0; s < samples.Count; s++)
        {
            recipe.Encoding.Encode(samples[s].Features).CopyTo(_spikes, s * _channels);
        }
    }

    public int Count => _labels.Length;

    /// <summary>Each sample mirrored at the centre, with the class that it has there.</summary>
    public static InputTrains Reflected(TrainingRecipe recipe, IReadOnlyList<Sample> samples) => new(recipe,
        [.. samples.Select(sample => new Sample([.. sample.Features.Select(f => 1 - f)], recipe.ReflectedClasses![sample.Label]))]);

    public int Label(int sample) => _labels[sample];

    public ReadOnlySpan<TimedSpike> Spikes(int sample) => _spikes.AsSpan(sample * _channels, _channels);
}
