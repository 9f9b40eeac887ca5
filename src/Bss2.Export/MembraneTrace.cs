using System.Globalization;
using Bss2.Hal.Playback;
using Bss2.Spikes;
using PureHDF;

namespace Bss2.Export;

/// <summary>A membrane as the fast converter saw it: codes over chip time.</summary>
/// <remarks>Formats: docs/file-formats.md. Codes are what the converter gave; volts need a calibration of its own.</remarks>
public sealed class MembraneTrace
{
    /// <summary>Version of the files.</summary>
    public const int FormatVersion = 1;

    private readonly string _chip, _source;
    private readonly double[] _timesUs;
    private readonly int[] _codes;

    /// <summary>Takes one input's samples out of a recording; time 0 is its first sample.</summary>
    /// <param name="samples">As they came (<see cref="PlaybackResult.MadcSamples"/>).</param>
    /// <param name="channel">0 or 1.</param>
    /// <param name="skip">Samples to leave out at the start: the first 8 µs are the amplifier's.</param>
    /// <param name="source">What was recorded, for instance "neuron 12".</param>
    /// <param name="chip">Where, for the file.</param>
    /// <exception cref="ArgumentException">Nothing is left.</exception>
    public MembraneTrace(IEnumerable<MadcSample> samples, int channel, int skip, string source, string chip)
    {
        MadcSample[] own = [.. samples.Where(s => s.Channel == channel).Skip(skip)];
        if (own.Length == 0)
        {
            throw new ArgumentException($"No samples of channel {channel} are left after the first {skip}; was the converter awake and recording on?",
                nameof(samples));
        }
        (_source, _chip) = (source, chip);
        _timesUs = [.. own.Select(s => ((s.ChipTime.Cycles - own[0].ChipTime.Cycles) & ChipTime.Mask) * ChipTime.CycleUs)];
        _codes = [.. own.Select(s => s.Value)];
    }

    /// <summary>µs after the first sample.</summary>
    public IReadOnlyList<double> TimesUs => _timesUs;

    /// <summary>0..1023.</summary>
    public IReadOnlyList<int> Codes => _codes;

    /// <summary>Writes <c>time_us,code</c>, a line per sample.</summary>
    public void WriteCsv(TextWriter writer)
    {
        writer.Write("time_us,code\n");
        for (int k = 0; k < _codes.Length; k++)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{_timesUs[k]:R},{_codes[k]}\n"));
        }
    }

    /// <summary>Writes the HDF5 file: /membrane (time_us, code).</summary>
    public void WriteHdf5(Stream stream)
    {
        var file = new H5File { ["membrane"] = new H5Group { ["time_us"] = _timesUs, ["code"] = _codes } };
        file.Attributes["format"] = "bss2 membrane";
        file.Attributes["format_version"] = FormatVersion;
        file.Attributes["source"] = _source;
        file.Attributes["chip"] = _chip;
        file.Write(stream);
    }
}
