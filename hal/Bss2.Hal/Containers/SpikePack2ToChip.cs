using Bss2.Hal.Coordinates;
using Bss2.Hal.Wire;
using Bss2.Spikes;

namespace Bss2.Hal.Containers;

/// <summary>2 event(s) to the chip, sent in the cycle in which the instruction executes.</summary>
/// <remarks>Source: haldls event; register-map 13.</remarks>
public sealed class SpikePack2ToChip(SpikeLabel first, SpikeLabel second) : IWritable<Unique>
{
    private readonly SpikeLabel[] _labels = [first, second];

    /// <summary>Labels, in order.</summary>
    public IReadOnlyList<SpikeLabel> Labels => _labels;

    /// <inheritdoc/>
    public void AppendWrite(Unique coordinate, IInstructionSink sink) => sink.Append(ToFpga.SpikePack2(_labels[0].Value, _labels[1].Value));
}
