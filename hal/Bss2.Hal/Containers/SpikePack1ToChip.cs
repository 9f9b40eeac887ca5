using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;
using Bss2.Spikes;

namespace Bss2.Hal.Containers;

/// <summary>One event to the chip, sent in the cycle in which the instruction executes.</summary>
/// <remarks>Source: haldls event; register-map 13. A word per label; the first lies topmost in the instruction.</remarks>
public sealed class SpikePack1ToChip(SpikeLabel first) : IRegisterContainer<SpikePack1ToChip, Unique>, IWritable<Unique>
{
    private readonly SpikeLabel[] _labels = [first];

    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("SpikePack1ToChip", 1,
    [
        new("labels[0]", 0, 0xFFFF, 0, false, FieldCoding.Plain, [new(0, 0, 16)]),
    ]);

    /// <summary>Labels, in order.</summary>
    public IReadOnlyList<SpikeLabel> Labels => _labels;

    static RegisterTransports IRegisterContainer<SpikePack1ToChip, Unique>.WriteTransports => RegisterTransports.Instruction;

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses) => addresses.Clear();

    /// <inheritdoc/>
    public static SpikePack1ToChip FromFields(ReadOnlySpan<long> values) =>
        new(new((ushort)values[0]));

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = _labels[0].Value;
    }

    /// <inheritdoc/>
    public void AppendWrite(Unique coordinate, IInstructionSink sink) =>
        sink.Append(ToFpga.SpikePack1(_labels[0].Value));
}
