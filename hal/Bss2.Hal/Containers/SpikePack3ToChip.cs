using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;
using Bss2.Spikes;

namespace Bss2.Hal.Containers;

/// <summary>Three events to the chip, sent in the cycle in which the instruction executes.</summary>
/// <remarks>Source: haldls event; register-map 13. A word per label; the first lies topmost in the instruction.</remarks>
public sealed class SpikePack3ToChip(SpikeLabel first, SpikeLabel second, SpikeLabel third) :
    IRegisterContainer<SpikePack3ToChip, Unique>, IWritable<Unique>
{
    private readonly SpikeLabel[] _labels = [first, second, third];

    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("SpikePack3ToChip", 3,
    [
        new("labels[0]", 0, 0xFFFF, 0, false, FieldCoding.Plain, [new(0, 0, 16)]),
        new("labels[1]", 0, 0xFFFF, 0, false, FieldCoding.Plain, [new(1, 0, 16)]),
        new("labels[2]", 0, 0xFFFF, 0, false, FieldCoding.Plain, [new(2, 0, 16)]),
    ]);

    /// <summary>Labels, in order.</summary>
    public IReadOnlyList<SpikeLabel> Labels => _labels;

    static RegisterTransports IRegisterContainer<SpikePack3ToChip, Unique>.WriteTransports => RegisterTransports.Instruction;

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses) => addresses.Clear();

    /// <inheritdoc/>
    public static SpikePack3ToChip FromFields(ReadOnlySpan<long> values) =>
        new(new((ushort)values[0]), new((ushort)values[1]), new((ushort)values[2]));

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = _labels[0].Value;
        values[1] = _labels[1].Value;
        values[2] = _labels[2].Value;
    }

    /// <inheritdoc/>
    public void AppendWrite(Unique coordinate, IInstructionSink sink) =>
        sink.Append(ToFpga.SpikePack3(_labels[0].Value, _labels[1].Value, _labels[2].Value));
}
