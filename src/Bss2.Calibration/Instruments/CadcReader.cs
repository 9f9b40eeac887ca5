using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;

namespace Bss2.Calibration.Instruments;

/// <summary>Reads column converters: one conversion of both hemispheres at a time, of all columns at once.</summary>
/// <remarks>Register-map 8: an unbuffered read starts the conversion of a row, buffered ones return the rest of it.</remarks>
internal sealed class CadcReader
{
    /// <summary>Length of a conversion at the default waits, µs: 184 chip cycles.</summary>
    public const double ConversionUs = 184 * 0.004;

    /// <summary>What a converter reads at and beyond the upper end of its range; 0 at the lower one.</summary>
    public const int LargestSample = 255;

    private readonly CadcSampleQuad[] _reads;

    private CadcReader(IEnumerable<(Hemisphere Hemisphere, bool Acausal, SynapseQuadColumn Quad)> quads)
    {
        var reads = new List<CadcSampleQuad>();
        var row = new SynapseRow(0);
        var ordered = quads.Distinct().OrderBy(q => q.Hemisphere.Value).ThenBy(q => q.Acausal).ThenBy(q => q.Quad.Value).ToList();
        // Both hemispheres convert before anything else is read: they then see the same moment.
        foreach (var first in ordered.GroupBy(q => q.Hemisphere).Select(group => group.First()))
        {
            reads.Add(new(first.Hemisphere, buffered: false, first.Acausal, row, first.Quad));
        }
        var converted = reads.Select(r => (r.Hemisphere, r.IsAcausal, r.QuadColumn)).ToHashSet();
        reads.AddRange(ordered.Where(q => !converted.Contains(q)).Select(q => new CadcSampleQuad(q.Hemisphere, buffered: true, q.Acausal, row, q.Quad)));
        _reads = [.. reads];
    }

    /// <summary>A reader of every channel.</summary>
    public static CadcReader AllChannels() => new(Enumerable.Range(0, 2 * Hemisphere.Count * SynapseQuadColumn.Count)
        .Select(k => (new Hemisphere(k / (2 * SynapseQuadColumn.Count)), k % 2 != 0, new SynapseQuadColumn(k / 2 % SynapseQuadColumn.Count))));

    /// <summary>A reader of the causal channels of circuits.</summary>
    public static CadcReader Of(IEnumerable<AtomicNeuron> circuits) =>
        new(circuits.Select(circuit => (circuit.Hemisphere, false, SynapseQuadAddress.QuadOf(circuit.SynapseColumn))));

    /// <summary>The channel that sees a circuit.</summary>
    public static CadcChannel ChannelOf(AtomicNeuron circuit) => new(circuit.Hemisphere, acausal: false, circuit.SynapseColumn);

    /// <summary>Appends a conversion; takes <see cref="ConversionUs"/> and the time of its reads.</summary>
    /// <returns>Gives the samples by channel number; channels that were not read are 0.</returns>
    public Func<PlaybackResult, int[]> Append(BenchProgram program)
    {
        Ticket<CADCSampleQuad>[] tickets = [.. _reads.Select(read => program.Builder.Read<CADCSampleQuad, CadcSampleQuad>(read))];
        return result =>
        {
            var samples = new int[CadcChannel.Count];
            for (int k = 0; k < tickets.Length; k++)
            {
                IReadOnlyList<int> four = tickets[k].Read(result).Samples;
                for (int entry = 0; entry < four.Count; entry++)
                {
                    SynapseColumn column = SynapseQuadAddress.ColumnOf(_reads[k].QuadColumn, new(entry));
                    samples[new CadcChannel(_reads[k].Hemisphere, _reads[k].IsAcausal, column).Value] = four[entry];
                }
            }
            return samples;
        };
    }
}
