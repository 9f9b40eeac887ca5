using System.Globalization;
using System.Text;
using Bss2.Training;
using Bss2.Training.Metering;

namespace Bss2.Cli.Runs;

/// <summary>gradient.csv: how far the gradients that trained a run agreed with the reference's (docs/file-formats.md).</summary>
internal sealed class GradientLog
{
    private const string Header = "epoch,batch,layer,neuron,cosine,norm_ratio,spikes,spikes_near_grazing";

    private readonly string _path;
    private readonly List<GradientRow> _rows;

    private GradientLog(string path, List<GradientRow> rows) => (_path, _rows) = (path, rows);

    public IReadOnlyList<GradientRow> Rows => _rows;

    /// <summary>Per layer, means over its readings of the last epoch that has any; null without readings.</summary>
    public IReadOnlyList<GradientSummary>? Summary => _rows.Count == 0 ? null :
    [
        .. _rows.Where(row => row.Neuron is null && row.Epoch == _rows[^1].Epoch).GroupBy(row => row.Layer).Select(layer => new GradientSummary(
            layer.Key, layer.Average(row => row.Cosine), layer.Average(row => row.NormRatio),
            layer.Sum(row => row.Spikes) is > 0 and long spikes ? layer.Sum(row => row.NearGrazing) / (double)spikes : null)),
    ];

    /// <summary>Of a run folder, with what was read before the point from which a trainer goes on, and what it will read.</summary>
    /// <param name="folder">The run's.</param>
    /// <param name="trainer">Of the run.</param>
    /// <param name="batchesPerEpoch">How many the trainer is to measure; 0 for none.</param>
    /// <exception cref="InvalidDataException">A line is damaged; the message says which.</exception>
    public static GradientLog Of(RunFolder folder, Trainer trainer, int batchesPerEpoch)
    {
        string path = folder.GradientPath;
        string[] lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        (int epoch, int batch) = (trainer.Epoch, trainer.Snapshot().Batch);
        var log = new GradientLog(path, [.. lines.Skip(1).Select((line, k) => Parse(line, path, k + 2))
            .Where(row => row.Epoch <= epoch || (row.Epoch == epoch + 1 && row.Batch <= batch))]);
        if (batchesPerEpoch > 0)
        {
            trainer.MeterGradient(batchesPerEpoch, log.Add);
        }
        return log;
    }

    private void Add(GradientReading reading)
    {
        foreach (LayerReading layer in reading.Layers)
        {
            _rows.Add(Row(null, layer.All, layer.Spikes.Sum(), layer.NearGrazing.Sum()));
            for (int n = 0; n < layer.Neurons.Count; n++)
            {
                _rows.Add(Row(n, layer.Neurons[n], layer.Spikes[n], layer.NearGrazing[n]));
            }
            GradientRow Row(int? neuron, GradientAgreement agreement, int spikes, int grazing) => new(reading.Epoch, reading.Batch, layer.Name, neuron,
                Finite(agreement.Cosine), Finite(agreement.NormRatio), spikes, grazing);
        }
    }

    /// <summary>Writes what there is; nothing if there is nothing.</summary>
    public void Write()
    {
        if (_rows.Count == 0)
        {
            return;
        }
        var text = new StringBuilder(Header).Append('\n');
        foreach (GradientRow r in _rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{r.Epoch},{r.Batch},{r.Layer},{r.Neuron},{r.Cosine:R},{r.NormRatio:R},{r.Spikes},{r.NearGrazing}\n");
        }
        AtomicFile.WriteText(_path, text.ToString());
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static GradientRow Parse(string line, string path, int number)
    {
        string[] f = line.Split(',');
        try
        {
            int I(int i) => int.Parse(f[i], CultureInfo.InvariantCulture);
            double? D(int i) => f[i].Length == 0 ? null : double.Parse(f[i], CultureInfo.InvariantCulture);
            return new(I(0), I(1), f[2], f[3].Length == 0 ? null : I(3), D(4), D(5), I(6), I(7));
        }
        catch (Exception e) when (e is FormatException or IndexOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException($"{path}:{number}: \"{line}\" is no line of gradient readings.", e);
        }
    }
}

/// <summary>A line: a layer, or one of its neurons, in one batch.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Batch">From 1.</param>
/// <param name="Layer">Name.</param>
/// <param name="Neuron">Null for the whole layer.</param>
/// <param name="Cosine">To the reference; null where a gradient is 0.</param>
/// <param name="NormRatio">To the reference; null where that is 0.</param>
/// <param name="Spikes">In the batch.</param>
/// <param name="NearGrazing">Those with V' below the clamp.</param>
internal sealed record GradientRow(int Epoch, int Batch, string Layer, int? Neuron, double? Cosine, double? NormRatio, long Spikes, long NearGrazing);

/// <summary>A layer at the end of a run, for the manifest.</summary>
/// <param name="Layer">Name.</param>
/// <param name="Cosine">Mean.</param>
/// <param name="NormRatio">Mean.</param>
/// <param name="NearGrazing">Share of its spikes; null for read-outs and silent layers.</param>
internal sealed record GradientSummary(string Layer, double? Cosine, double? NormRatio, double? NearGrazing);
