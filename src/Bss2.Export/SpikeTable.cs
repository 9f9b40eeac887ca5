using System.Globalization;
using Bss2.Network;
using PureHDF;

namespace Bss2.Export;

/// <summary>Spikes of labelled samples as a flat table: one row per spike, inputs and layers alike.</summary>
/// <remarks>Formats: docs/file-formats.md.</remarks>
public sealed class SpikeTable
{
    /// <summary>Version of the files.</summary>
    public const int FormatVersion = 1;

    /// <summary>Name of the input channels among the layers.</summary>
    public const string InputLayer = "input";

    private readonly string _chip;
    private readonly NetworkSnapshot _network;
    private readonly List<int> _sample = [], _layer = [], _neuron = [], _label = [];
    private readonly List<double> _timeUs = [];
    private readonly List<bool> _valid = [];

    /// <summary>An empty table.</summary>
    /// <param name="network">Whose spikes; its weights are not kept.</param>
    /// <param name="chip">What ran it, for the file.</param>
    public SpikeTable(NetworkSnapshot network, string chip) => (_network, _chip) = (network, chip);

    /// <summary>Samples so far.</summary>
    public int Samples => _label.Count;

    /// <summary>Rows so far.</summary>
    public int Spikes => _timeUs.Count;

    /// <summary>Adds a batch.</summary>
    /// <param name="inputs">What was sent.</param>
    /// <param name="record">What came back.</param>
    /// <param name="labels">Class per sample; −1 where there is none.</param>
    /// <exception cref="ArgumentException">Their numbers of samples differ.</exception>
    public void Add(SpikeBatch inputs, RecordedBatch record, ReadOnlySpan<int> labels)
    {
        if (inputs.Count != record.Count || labels.Length != record.Count)
        {
            throw new ArgumentException($"{inputs.Count} samples were sent, {record.Count} recorded, {labels.Length} labelled; give the same number.");
        }
        for (int s = 0; s < record.Count; s++)
        {
            AddSpikes(Projection.Input, inputs[s]);
            for (int layer = 0; layer < _network.Layers.Count; layer++)
            {
                AddSpikes(layer, record.Spikes(s, layer));
            }
            _label.Add(labels[s]);
            _valid.Add(record.IsValid(s));
        }
    }

    /// <summary>Writes <c>sample,label,valid,layer,neuron,time_us</c>, a line per spike; a silent sample has its input spikes only.</summary>
    public void WriteCsv(TextWriter writer)
    {
        writer.Write("sample,label,valid,layer,neuron,time_us\n");
        for (int k = 0; k < _timeUs.Count; k++)
        {
            int s = _sample[k];
            writer.Write(string.Create(CultureInfo.InvariantCulture,
                $"{s},{_label[s]},{(_valid[s] ? 1 : 0)},{NameOf(_layer[k])},{_neuron[k]},{_timeUs[k]:R}\n"));
        }
    }

    /// <summary>Writes the HDF5 file: /spikes (sample, layer, neuron, time_us) and /samples (label, valid); layer −1 is the input.</summary>
    public void WriteHdf5(Stream stream)
    {
        var file = new H5File
        {
            ["spikes"] = new H5Group
            {
                ["sample"] = _sample.ToArray(), ["layer"] = _layer.ToArray(), ["neuron"] = _neuron.ToArray(), ["time_us"] = _timeUs.ToArray(),
            },
            ["samples"] = new H5Group { ["label"] = _label.ToArray(), ["valid"] = _valid.ConvertAll(v => (byte)(v ? 1 : 0)).ToArray() },
        };
        file.Attributes["format"] = "bss2 spikes";
        file.Attributes["format_version"] = FormatVersion;
        file.Attributes["chip"] = _chip;
        file.Attributes["window_us"] = _network.WindowUs;
        file.Attributes["input_channels"] = _network.InputSize;
        file.Attributes["layers"] = _network.Layers.Select(l => l.Name).ToArray();
        file.Attributes["layer_sizes"] = _network.Layers.Select(l => l.Size).ToArray();
        file.Write(stream);
    }

    private void AddSpikes(int layer, ReadOnlySpan<TimedSpike> spikes)
    {
        foreach (TimedSpike spike in spikes)
        {
            _sample.Add(_label.Count);
            _layer.Add(layer);
            _neuron.Add(spike.Source);
            _timeUs.Add(spike.TimeUs);
        }
    }

    private string NameOf(int layer) => layer == Projection.Input ? InputLayer : _network.Layers[layer].Name;
}
