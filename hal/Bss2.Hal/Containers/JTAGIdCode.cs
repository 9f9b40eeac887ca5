using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>Identity of the chip over JTAG.</summary>
/// <remarks>Source: fisch jtag; register-map 13. Bit 0 is always 1; a HICANN-X v3 answers 0x348580AF.</remarks>
public sealed record JTAGIdCode : IRegisterContainer<JTAGIdCode, Unique>, IReadable<JTAGIdCode, Unique>
{
    private const int IdCodeInstruction = 1;

    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("JTAGIdCode", 1,
    [
        new("version", 0, 15, 0, false, FieldCoding.Plain, [new(0, 28, 4)]),
        new("part_number", 0, 0xFFFF, 0, false, FieldCoding.Plain, [new(0, 12, 16)]),
        new("manufacturer_id", 0, 0x7FF, 0, false, FieldCoding.Plain, [new(0, 1, 11)]),
    ], fixedBits: [1u]);

    /// <summary>Chip version, 0..15.</summary>
    public int Version { get; init; }

    /// <summary>Part number, 16 bits.</summary>
    public int PartNumber { get; init; }

    /// <summary>Manufacturer, 11 bits.</summary>
    public int ManufacturerId { get; init; }

    static RegisterTransports IRegisterContainer<JTAGIdCode, Unique>.ReadTransports => RegisterTransports.Instruction;

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses) => addresses.Clear();

    /// <inheritdoc/>
    public static JTAGIdCode FromFields(ReadOnlySpan<long> values) => new()
    {
        Version = (int)values[0], PartNumber = (int)values[1], ManufacturerId = (int)values[2],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values) => (values[0], values[1], values[2]) = (Version, PartNumber, ManufacturerId);

    /// <inheritdoc/>
    public static AnswerKind Answer => AnswerKind.JtagData;

    /// <inheritdoc/>
    public static int AnswerCount => 1;

    /// <inheritdoc/>
    public static void AppendRead(Unique coordinate, IInstructionSink sink)
    {
        sink.Append(ToFpga.JtagIns(IdCodeInstruction));
        sink.Append(ToFpga.JtagData(0, 32, keepResponse: true));
    }

    /// <inheritdoc/>
    /// <exception cref="HalException">Bit 0 is not 1: nothing answered, or not a TAP.</exception>
    public static JTAGIdCode Decode(Unique coordinate, ReadOnlySpan<ulong> words)
    {
        uint word = (uint)words[0];
        if ((word & 1) == 0)
        {
            throw new HalException($"JTAG answered id 0x{word:X8}, whose lowest bit is not 1: no chip is there, or it is held in "
                + "reset.");
        }
        return RegisterAccess.Decode<JTAGIdCode, Unique>(words);
    }
}
