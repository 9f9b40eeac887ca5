using System.Globalization;
using Bss2.Export;
using Bss2.Hal.Playback;
using Bss2.Network;
using Bss2.Spikes;
using PureHDF;

namespace Bss2.UnitTests.Export;

/// <summary>What is written for colleagues is what was recorded, in both formats.</summary>
public sealed class ExportTests
{
    private static readonly NetworkSnapshot s_network = new()
    {
        InputSize = 3, WindowUs = 40, Projections = [],
        Layers = [new("hidden", 4, new() { MembraneTimeConstantUs = 6, SynapticTimeConstantUs = 6 })],
    };

    [Fact]
    public void Spikes_come_back_from_both_formats_to_the_bit()
    {
        SpikeTable table = Table();
        using var memory = new MemoryStream();
        table.WriteHdf5(memory);
        using var file = H5File.Open(new MemoryStream(memory.ToArray()));
        int[] sample = file.Dataset("spikes/sample").Read<int[]>(), layer = file.Dataset("spikes/layer").Read<int[]>(),
            neuron = file.Dataset("spikes/neuron").Read<int[]>();
        double[] time = file.Dataset("spikes/time_us").Read<double[]>();
        Assert.Equal([0, 0, 0, 1, 2, 2, 2], sample);
        Assert.Equal([-1, -1, 0, -1, -1, 0, 0], layer);
        Assert.Equal([0, 2, 3, 1, 1, 0, 3], neuron);
        Assert.Equal([0.1, 2.0 / 3, 7.008, 5, 0, 1, 40], time);
        Assert.Equal([2, 0, -1], file.Dataset("samples/label").Read<int[]>());
        Assert.Equal(new byte[] { 1, 0, 1 }, file.Dataset("samples/valid").Read<byte[]>());
        Assert.Equal("bss2 spikes", file.Attribute("format").Read<string>());
        Assert.Equal(SpikeTable.FormatVersion, file.Attribute("format_version").Read<int>());
        Assert.Equal(["hidden"], file.Attribute("layers").Read<string[]>());
        Assert.Equal(40, file.Attribute("window_us").Read<double>());
        Assert.Equal("a chip", file.Attribute("chip").Read<string>());

        using var text = new StringWriter();
        table.WriteCsv(text);
        string[] lines = text.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal("sample,label,valid,layer,neuron,time_us", lines[0]);
        Assert.Equal("0,2,1,input,0,0.1", lines[1]);
        Assert.Equal("2,-1,1,hidden,3,40", lines[^1]);
        Assert.Equal(time, lines[1..].Select(line => double.Parse(line.Split(',')[5], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_membrane_starts_at_0_and_counts_on_over_the_clock_s_end()
    {
        MadcSample[] samples =
        [
            .. Enumerable.Range(0, 10).Select(k => new MadcSample(100 + k, k % 2, new((ChipTime.Mask - 5 + (ulong)(4 * k)) & ChipTime.Mask), default)),
        ];
        var trace = new MembraneTrace(samples, channel: 1, skip: 1, "neuron 12", "a chip");
        Assert.Equal([103, 105, 107, 109], trace.Codes);
        Assert.Equal([0, 0.064, 0.128, 0.192], trace.TimesUs, (a, b) => Math.Abs(a - b) < 1e-12);
        using var memory = new MemoryStream();
        trace.WriteHdf5(memory);
        using var file = H5File.Open(new MemoryStream(memory.ToArray()));
        Assert.Equal(trace.Codes, file.Dataset("membrane/code").Read<int[]>());
        Assert.Equal(trace.TimesUs, file.Dataset("membrane/time_us").Read<double[]>());
        Assert.Equal("neuron 12", file.Attribute("source").Read<string>());
        using var text = new StringWriter();
        trace.WriteCsv(text);
        Assert.StartsWith("time_us,code\n0,103\n", text.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new MembraneTrace(samples, channel: 1, skip: 5, "", ""));
    }

    [Fact]
    public void Batches_of_different_sizes_are_refused() => Assert.Throws<ArgumentException>(
        () => new SpikeTable(s_network, "").Add(new SpikeBatch(3, [[]]), new RecordedBatch([[[]], [[]]], [true, true], SpikeLedger.Empty), [0, 0]));

    private static SpikeTable Table()
    {
        var table = new SpikeTable(s_network, "a chip");
        table.Add(new SpikeBatch(3, [[new(0, 0.1), new(2, 2.0 / 3)], [new(1, 5)]]),
            new RecordedBatch([[[new(3, 7.008)]], [[]]], [true, false], SpikeLedger.Empty), [2, 0]);
        table.Add(new SpikeBatch(3, [[new(1, 0)]]), new RecordedBatch([[[new(0, 1), new(3, 40)]]], [true], SpikeLedger.Empty), [-1]);
        return table;
    }
}
