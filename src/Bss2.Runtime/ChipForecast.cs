using Bss2.Network;
using Bss2.Runtime.Batches;
using Bss2.Runtime.Configuration;
using Bss2.Runtime.Placement;

namespace Bss2.Runtime;

/// <summary>What a batch would take of a chip, its FPGA and its link, worked out without any of them.</summary>
/// <remarks>
/// Programs are built as <see cref="ChipSubstrate"/> builds them, with all weights rewritten, so sizes are what is sent at most; chip time
/// is exact. Spikes that come back are not known before: what depends on them takes a number per neuron and sample.
/// </remarks>
public sealed record ChipForecast
{
    // Per spike a pack and a time step, if no two arrive together (link-and-playback 5.4).
    private const int ReplyWordsPerSpike = 2;

    private const int BytesPerWord = 8;

    /// <summary>Where the network would lie.</summary>
    public required ChipPlacement Placement { get; init; }

    /// <summary>Programs that configure the chip once, 64-bit words each.</summary>
    public required IReadOnlyList<int> ConfigurationWords { get; init; }

    /// <summary>Programs of a batch, 64-bit words each; more than one if a single one would be too long.</summary>
    public required IReadOnlyList<int> BatchWords { get; init; }

    /// <summary>Longest program that may be used, words.</summary>
    public required int ProgramLimit { get; init; }

    /// <summary>Chip time of a batch, s.</summary>
    public required double BatchChipSeconds { get; init; }

    /// <summary>Samples of a batch.</summary>
    public required int Samples { get; init; }

    /// <summary>Input spikes of a batch.</summary>
    public required int InputSpikes { get; init; }

    /// <summary>Neurons whose spikes come back.</summary>
    public int Neurons => Placement.NeuronCount;

    /// <summary>Bytes to the FPGA per batch.</summary>
    public long BytesSent => (long)BatchWords.Sum() * BytesPerWord;

    /// <summary>Works a batch out.</summary>
    /// <param name="network">The network; its weights do not matter.</param>
    /// <param name="options">How it is placed.</param>
    /// <param name="inputs">A batch as it would be sent.</param>
    /// <param name="maxProgramWords">Longest program that the far end takes, words.</param>
    /// <exception cref="PlacementException">Network or program do not fit; the message says what runs out.</exception>
    /// <exception cref="ArgumentException">Network or inputs make no sense, or a batch is too long for its slot of system time.</exception>
    public static ChipForecast For(NetworkSnapshot network, PlacementOptions options, SpikeBatch inputs, int maxProgramWords)
    {
        network.Validate();
        var placement = new ChipPlacement(network, options);
        int limit = Math.Min(ChipSubstrate.DefaultMaximumInstructions, maxProgramWords);
        BatchTiming timing = BatchTiming.For(network, ChipSubstrate.DefaultBatchQuietUs, ChipSubstrate.DefaultFastClockUs, ChipSubstrate.DefaultSettleUs);
        var common = new BatchWords(placement, timing);
        ulong start = ChipSubstrate.SlotStart(0, inputs.Count, common);
        ProgramSeries configuration = ChipSubstrate.Configuration(placement, ChipSubstrate.DefaultCapMemSettleMs, limit);
        // Every quad counts as changed.
        ReadOnlySpan<ulong> weights = new SynapseImage(placement).TakeChanges(network);
        var pieces = new List<BatchPiece>();
        BatchPlan.Split(inputs, common, limit, pieces);
        var program = new BatchProgram(common);
        List<int> words = [];
        foreach (BatchPiece piece in pieces)
        {
            int size = program.Build(start, piece, weights, inputs).Words.Length;
            // Weights that leave no room go before, in programs of their own.
            words.AddRange(size > limit ? [.. Words(ChipSubstrate.Weights(weights, limit)), size - weights.Length] : [size]);
            weights = [];
        }
        return new()
        {
            Placement = placement, ConfigurationWords = [.. Words(configuration)], BatchWords = words,
            ProgramLimit = limit, Samples = inputs.Count, InputSpikes = Enumerable.Range(0, inputs.Count).Sum(s => inputs[s].Length),
            BatchChipSeconds = pieces.Sum(piece => (double)timing.Period * piece.RunCount) * 8e-9,
        };
    }

    private static IEnumerable<int> Words(ProgramSeries series) => series.Build().Select(program => program.Words.Length);

    /// <summary>Bytes from the FPGA per batch.</summary>
    /// <param name="spikesPerNeuron">Spikes of a neuron in a sample.</param>
    public long BytesReceived(double spikesPerNeuron) => (long)(spikesPerNeuron * Neurons * Samples * ReplyWordsPerSpike * BytesPerWord);

    /// <summary>Energy of a number of samples.</summary>
    /// <param name="samples">How many.</param>
    /// <param name="spikesPerNeuron">Spikes of a neuron in a sample.</param>
    public EnergyLedger Energy(long samples, double spikesPerNeuron) => new()
    {
        ChipSeconds = BatchChipSeconds * samples / Samples, Inferences = samples,
        SpikePackets = (long)(samples * ((double)InputSpikes / Samples + spikesPerNeuron * Neurons)),
    };
}
