using Bss2.Hal.Containers;
using Bss2.Hal.Playback;
using Bss2.Network;
using Bss2.Runtime.Placement;

namespace Bss2.Runtime.Batches;

/// <summary>Samples of the column converters of a batch, and what they mean in model units.</summary>
/// <remarks>
/// Each channel has its own offset, each circuit its own resting potential: both are taken off by the mean of the readings at the start
/// of the windows, when a circuit that was reset and let go is at rest. The scale is the nominal converter's.
/// </remarks>
internal sealed class CadcRecorder(CadcSweep sweep, ChipPlacement placement)
{
    private readonly int _perSample = sweep.Readings * sweep.Neurons;
    private byte[] _seen = [];
    private int _samples;

    /// <summary>A batch begins.</summary>
    public void Begin(int samples)
    {
        _samples = samples;
        Array.Resize(ref _seen, Math.Max(_seen.Length, samples * _perSample));
    }

    /// <summary>Takes the answers of a program: counters, then the readings of its samples, then counters.</summary>
    public void Add(BatchPiece piece, PlaybackResult result)
    {
        int words = sweep.Readings * sweep.Words;
        ReadOnlySpan<ulong> answers = result.Answers(AnswerKind.OmnibusData).Slice(CounterReadings.OfCrossbar, piece.Count * words);
        for (int k = 0; k < piece.Count * sweep.Readings; k++)
        {
            sweep.Decode(answers.Slice(k * sweep.Words, sweep.Words), _seen.AsSpan(piece.First * _perSample + k * sweep.Neurons, sweep.Neurons));
        }
    }

    /// <summary>The whole batch.</summary>
    public MembraneRecord ToMembranes()
    {
        int layer = placement.Recording!.Layer;
        LifParameters parameters = placement.Parameters(layer);
        double scale = NominalCircuit.CadcVoltsPerLsb / NominalCircuit.ThresholdVolts * parameters.Threshold;
        var record = new MembraneRecord(layer, _samples, sweep.Neurons, sweep.TimesUs);
        var rest = new double[sweep.Neurons];
        for (int s = 0; s < _samples; s++)
        {
            for (int n = 0; n < rest.Length; n++)
            {
                rest[n] += (double)_seen[s * _perSample + n] / _samples;
            }
        }
        for (int k = 0; k < _samples * sweep.Readings; k++)
        {
            Span<float> voltages = record.At(k / sweep.Readings, k % sweep.Readings);
            ReadOnlySpan<byte> seen = _seen.AsSpan(k * rest.Length, rest.Length);
            for (int n = 0; n < rest.Length; n++)
            {
                voltages[n] = (float)(parameters.Leak + scale * (seen[n] - rest[n]));
            }
        }
        return record;
    }
}
