using Bss2.Hal.Coordinates;
using Bss2.Hal.Wire;
using Bss2.Spikes;

namespace Bss2.Hal.Containers;

/// <summary>3 event(s) to the chip, sent in the cycle in which the instruction executes.</summary>
/// <remarks>Source: haldls event; register-map 13.</remarks>
public sealed class SpikePack3ToChip(SpikeLabel first, SpikeLabel second, SpikeLabel third) : IWritable<Unique>
{
    private readonly SpikeLabel[] _labels = [first, second, third];

    /// <summary>Labels, in order.</summary>
    public IReadOnlyList<SpikeLabel> Labels => _labels;

    /// <inheritdoc/>
    public void AppendWrite(Unique coordinate, IInstructionSink sink) => sink.Append(ToFpga.SpikePack3(_labels[0].Value, _labels[1].Value, _labels[2].Value));
}
