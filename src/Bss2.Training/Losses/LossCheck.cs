using Bss2.Network;
using Bss2.Training.EventProp;

namespace Bss2.Training.Losses;

/// <summary>Tells the author of a loss whether its derivatives are right: each is compared with differences of the loss itself.</summary>
/// <remarks>
/// Every recorded spike is moved and every host parameter changed by ±h and ±2h (fourth-order central difference). Where the differences to
/// the left and to the right disagree the loss has a kink there, or jumps: that is reported apart, for no derivative is right there.
/// </remarks>
public sealed class LossCheck
{
    // Of µs and of model weights: the fourth-order error (h/scale)^4 and the rounding 1e-16/h are both far below the tolerance.
    private const double Step = 1e-4;

    // Derivatives below this share of the loss drown in its rounding, 1e-16/h.
    private const double SmallestShare = 1e-4;

    private readonly ILoss _loss;
    private readonly int _layers;
    private readonly double _tolerance;
    // Pseudo-gradients of weights are no derivatives of the loss: not looked at.
    private readonly double[][] _pseudo;

    /// <summary>For a loss.</summary>
    /// <param name="loss">To be checked; its host parameters are changed and put back.</param>
    /// <param name="network">The network that it looks at.</param>
    /// <param name="tolerance">Largest error of a right derivative, relative to the largest derivative of its kind in the sample.</param>
    public LossCheck(ILoss loss, NetworkSnapshot network, double tolerance = 1e-6)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tolerance);
        (_loss, _layers, _tolerance) = (loss, network.Layers.Count, tolerance);
        _pseudo = [.. network.Projections.Select(p => new double[p.Weights.Length])];
    }

    /// <summary>Checks at one sample; do so at several, with typical spikes, with few and with none.</summary>
    /// <param name="spikes">Per layer, in time order.</param>
    /// <param name="label">Class.</param>
    /// <exception cref="ArgumentException">There are not as many lists as layers.</exception>
    public LossCheckReport Run(IReadOnlyList<TimedSpike[]> spikes, int label)
    {
        if (spikes.Count != _layers)
        {
            throw new ArgumentException($"{spikes.Count} lists of spikes for {_layers} layers.", nameof(spikes));
        }
        var times = new TimeGradients(_layers);
        for (int l = 0; l < _layers; l++)
        {
            times.Clear(l, spikes[l].Length);
        }
        double[][] parameters = [.. _loss.HostParameters.Select(p => new double[p.Length])];
        _loss.Differentiate(Record(spikes), 0, label, times, parameters, _pseudo);
        var report = new LossCheckReport();
        for (int l = 0; l < _layers; l++)
        {
            int layer = l;
            double[] claimed = [.. spikes[l].Select((_, k) => times[layer, k])];
            Compare(report, claimed, k => $"dL/dt of spike {k} (neuron {spikes[layer][k].Source}, {spikes[layer][k].TimeUs} µs) of layer {layer}",
                (k, h) => LossAt(Moved(spikes, layer, k, h), label));
        }
        for (int p = 0; p < parameters.Length; p++)
        {
            double[] values = _loss.HostParameters[p];
            int array = p;
            Compare(report, parameters[p], i => $"dL/d(host parameter {array}[{i}])", (i, h) =>
            {
                double saved = values[i];
                values[i] = saved + h;
                double loss = LossAt(spikes, label);
                values[i] = saved;
                return loss;
            });
        }
        return report;
    }

    private void Compare(LossCheckReport report, double[] claimed, Func<int, string> place, Func<int, double, double> loss)
    {
        double scale = 0;
        var numeric = new (double Value, double Kink)[claimed.Length];
        for (int k = 0; k < claimed.Length; k++)
        {
            double here = loss(k, 0), right = loss(k, Step), left = loss(k, -Step), farRight = loss(k, 2 * Step), farLeft = loss(k, -2 * Step);
            double toRight = (4 * right - 3 * here - farRight) / (2 * Step), toLeft = (3 * here - 4 * left + farLeft) / (2 * Step);
            numeric[k] = ((8 * (right - left) - (farRight - farLeft)) / (12 * Step), toRight - toLeft);
            scale = Math.Max(Math.Max(scale, SmallestShare * Math.Max(1, Math.Abs(here))),
                Math.Max(Math.Abs(numeric[k].Value), Math.Abs(claimed[k])));
        }
        for (int k = 0; k < claimed.Length; k++)
        {
            // One-sided differences are of second order only: h² of a smooth loss, against h⁰ of a kink.
            bool kink = Math.Abs(numeric[k].Kink) > 1e3 * _tolerance * scale;
            report.Add(place(k), claimed[k], numeric[k].Value, Math.Abs(claimed[k] - numeric[k].Value) / scale, kink, _tolerance);
        }
    }

    private double LossAt(IReadOnlyList<TimedSpike[]> spikes, int label) => _loss.Evaluate(Record(spikes), 0, label).Loss;

    private static RecordedBatch Record(IReadOnlyList<TimedSpike[]> spikes) => new([[.. spikes]], [true], SpikeLedger.Empty);

    private static TimedSpike[][] Moved(IReadOnlyList<TimedSpike[]> spikes, int layer, int spike, double byUs)
    {
        TimedSpike[][] moved = [.. spikes];
        moved[layer] = [.. spikes[layer]];
        moved[layer][spike] = moved[layer][spike] with { TimeUs = moved[layer][spike].TimeUs + byUs };
        Array.Sort(moved[layer], static (a, b) => a.TimeUs.CompareTo(b.TimeUs));
        return moved;
    }
}
