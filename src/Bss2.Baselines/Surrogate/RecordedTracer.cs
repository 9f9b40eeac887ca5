using Bss2.Network;

namespace Bss2.Baselines;

/// <summary>Traces out of what converters saw, joined by straight lines; a recorded spike is a point of the trace, too.</summary>
/// <remarks>
/// Converters look at a membrane every 2 µs or so (hxtorch does as much and interpolates). When a neuron fired is known better than
/// that: there it was at threshold, and afterwards at reset until its refractory time was over.
/// </remarks>
public sealed class RecordedTracer : IMembraneTracer
{
    private readonly LifParameters _parameters;
    private readonly Func<RecordedBatch, MembraneRecord> _membranes;
    private readonly List<(double TimeUs, double Voltage)>[] _points;

    /// <summary>For a network's first layer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="membranes">What was seen of that layer while a batch ran.</param>
    public RecordedTracer(NetworkSnapshot network, Func<RecordedBatch, MembraneRecord> membranes)
    {
        (_parameters, _membranes) = (network.Layers[0].Parameters, membranes);
        _points = [.. Enumerable.Range(0, network.Layers[0].Size).Select(_ => new List<(double, double)>())];
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Another layer was watched.</exception>
    public void Trace(ReadOnlySpan<TimedSpike> inputs, RecordedBatch record, int sample, MembraneTrace trace)
    {
        MembraneRecord seen = _membranes(record);
        if (seen.Layer != 0 || seen.Neurons != trace.Neurons)
        {
            throw new ArgumentException($"Membranes of layer {seen.Layer} with {seen.Neurons} neurons were recorded; wanted are those of layer 0 "
                + $"with {trace.Neurons}.", nameof(record));
        }
        ReadOnlySpan<TimedSpike> spikes = record.Spikes(sample, 0);
        foreach (List<(double, double)> points in _points)
        {
            points.Clear();
        }
        for (int k = 0, next = 0; k <= seen.TimesUs.Count; k++)
        {
            double time = k < seen.TimesUs.Count ? seen.TimesUs[k] : double.PositiveInfinity;
            for (; next < spikes.Length && spikes[next].TimeUs <= time; next++)
            {
                AddSpike(spikes[next]);
            }
            for (int n = 0; n < trace.Neurons && k < seen.TimesUs.Count; n++)
            {
                // Held in reset, it is known better than seen.
                if (_points[n].Count == 0 || time > _points[n][^1].TimeUs)
                {
                    _points[n].Add((time, seen.At(sample, k)[n]));
                }
            }
        }
        for (int n = 0; n < trace.Neurons; n++)
        {
            Draw(_points[n], n, trace);
        }
        foreach (TimedSpike fired in spikes)
        {
            trace.At(trace.StepOf(fired.TimeUs))[fired.Source] = _parameters.Threshold;
        }
    }

    private void AddSpike(TimedSpike spike)
    {
        List<(double TimeUs, double Voltage)> points = _points[spike.Source];
        // A spike that came before a refractory time was over was not held as long as the nominal one.
        while (points.Count > 0 && points[^1].TimeUs >= spike.TimeUs)
        {
            points.RemoveAt(points.Count - 1);
        }
        points.Add((spike.TimeUs, _parameters.Threshold));
        points.Add((spike.TimeUs, _parameters.Reset));
        points.Add((spike.TimeUs + _parameters.RefractoryUs, _parameters.Reset));
    }

    private static void Draw(List<(double TimeUs, double Voltage)> points, int neuron, MembraneTrace trace)
    {
        for (int step = 0, next = 0; step <= trace.Steps; step++)
        {
            double time = step * trace.StepUs;
            while (next < points.Count && points[next].TimeUs <= time)
            {
                next++;
            }
            (double TimeUs, double Voltage) before = points[Math.Max(0, next - 1)], after = points[Math.Min(next, points.Count - 1)];
            double share = after.TimeUs > before.TimeUs ? Math.Clamp((time - before.TimeUs) / (after.TimeUs - before.TimeUs), 0, 1) : 0;
            trace.At(step)[neuron] = before.Voltage + share * (after.Voltage - before.Voltage);
        }
    }
}
