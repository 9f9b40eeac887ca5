using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Wire;
using Bss2.Runtime.Placement;
using Bss2.Spikes;

namespace Bss2.Runtime.Batches;

/// <summary>One reading of the column converters: which words, and whose membrane is where in them.</summary>
/// <remarks>
/// Register-map 8: an unbuffered read starts the conversion of a hemisphere's row, buffered ones return the rest of it, here not before
/// the conversion is over.
/// </remarks>
internal sealed class CadcSweep
{
    /// <summary>Length of a conversion at the default waits: 184 chip cycles (analog-core 5).</summary>
    public const int ConversionCycles = 92;

    private const int BitsPerSample = 8;

    private readonly ulong[] _reads;
    private readonly (int Word, int Shift)[] _places;

    /// <summary>Works out the reads of a recording.</summary>
    /// <exception cref="PlacementException">They take longer than the interval.</exception>
    public CadcSweep(ChipPlacement placement, CadcRecording recording, uint window)
    {
        AtomicNeuron[] circuits = [.. Enumerable.Range(0, placement.LayerSize(recording.Layer)).Select(n => placement.Circuit(recording.Layer, n))];
        (int Hemisphere, int Quad)[] quads = [.. circuits.Select(At).Distinct().Order()];
        // Both hemispheres convert before anything else is read: they then see the same moment.
        (int Hemisphere, int Quad)[] first = [.. quads.GroupBy(q => q.Hemisphere).Select(group => group.First())];
        (int Hemisphere, int Quad)[] words = [.. first, .. quads.Except(first)];
        Triggers = first.Length;
        _reads = [.. words.Select((q, k) => ToFpga.OmnibusAddress(AddressOf(q.Hemisphere, q.Quad, buffered: k >= first.Length), read: true))];
        _places = [.. circuits.Select(circuit => (Array.IndexOf(words, At(circuit)),
            BitsPerSample * (EntryOnQuad.Count - 1 - SynapseQuadAddress.EntryOf(circuit.SynapseColumn).Value)))];
        (Interval, int length) = (BatchTiming.Cycles(recording.IntervalUs), ConversionCycles + words.Length + 1);
        if (length > Interval)
        {
            throw new PlacementException($"FPGA cycles of a reading of {words.Length} quads of columns", length, Interval,
                "Read less often, or watch fewer neurons.");
        }
        Readings = window < length ? 1 : (int)((window - length) / Interval) + 1;
        TimesUs = [.. Enumerable.Range(0, Readings).Select(k => k * Interval * FpgaTime.CycleUs)];
    }

    /// <summary>Neurons watched.</summary>
    public int Neurons => _places.Length;

    /// <summary>Words of a reading.</summary>
    public int Words => _reads.Length;

    /// <summary>How many of them, the first ones, start a conversion.</summary>
    public int Triggers { get; }

    /// <summary>Readings in a window.</summary>
    public int Readings { get; }

    /// <summary>Distance of two readings, FPGA cycles.</summary>
    public uint Interval { get; }

    /// <summary>When membranes are looked at, from the start of the window.</summary>
    public IReadOnlyList<double> TimesUs { get; }

    /// <summary>Instruction that reads a word of a reading.</summary>
    public ulong Read(int word) => _reads[word];

    /// <summary>Samples of all neurons out of the words of a reading.</summary>
    public void Decode(ReadOnlySpan<ulong> words, Span<byte> samples)
    {
        for (int n = 0; n < _places.Length; n++)
        {
            samples[n] = (byte)(words[_places[n].Word] >> _places[n].Shift);
        }
    }

    private static (int Hemisphere, int Quad) At(AtomicNeuron circuit) =>
        (circuit.Hemisphere.Value, SynapseQuadAddress.QuadOf(circuit.SynapseColumn).Value);

    private static uint AddressOf(int hemisphere, int quad, bool buffered)
    {
        Span<uint> address = stackalloc uint[1];
        CADCSampleQuad.GetAddresses(new(new(hemisphere), buffered, acausal: false, new SynapseRow(0), new(quad)), address);
        return address[0];
    }
}
