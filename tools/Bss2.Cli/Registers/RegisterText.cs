using System.Globalization;
using Bss2.Hal.Containers;
using Bss2.Hal.Registers;

namespace Bss2.Cli.Registers;

/// <summary>Parts of a container's table in words, the same for text, JSON and Markdown.</summary>
internal static class RegisterText
{
    /// <summary>Where its words are: one formula if they follow each other, else one per word.</summary>
    public static IReadOnlyList<string> Addresses(ContainerEntry entry)
    {
        RegisterTransports any = entry.WriteTransports | entry.ReadTransports;
        if (any == RegisterTransports.Instruction)
        {
            return ["an instruction of its own"];
        }
        bool omnibus = (any & (RegisterTransports.Omnibus | RegisterTransports.OmnibusOverJtag)) != 0;
        string[] rules = [.. Enumerable.Range(0, entry.Layout.Words).Select(w =>
            AddressRule.Find(n => entry.Addresses(n)[w], entry.CoordinateCount, omnibus ? Full : Small, Hex))];
        uint[] first = entry.Addresses(0), last = entry.Addresses(entry.CoordinateCount - 1);
        bool consecutive = rules.Length > 1 && Enumerable.Range(1, rules.Length - 1).All(w =>
            first[w] == first[0] + w && last[w] == last[0] + w);
        string before = any switch
        {
            RegisterTransports.I2c => $"device {Device(entry)}, register ",
            RegisterTransports.JtagPhy => "JTAG PHY register ",
            RegisterTransports.Spi => "SPI register ",
            _ => "",
        };
        return consecutive ? [string.Create(CultureInfo.InvariantCulture, $"{before}{rules[0]} + w, w = 0..{rules.Length - 1}")]
            : rules.Length == 1 ? [before + rules[0]]
            : [.. rules.Select((rule, w) => string.Create(CultureInfo.InvariantCulture, $"word {w}: {before}{rule}"))];
    }

    /// <summary>Words and bits of a field; where it is split, also the bits of its value.</summary>
    public static string Bits(RegisterField field) => field.IsAccessOption ? "byte enable of the write"
        : string.Join("; ", field.Pieces.Select(piece => Range(piece.Word, piece.Lsb, piece.Width)
            + (field.Pieces.Count > 1 ? " = value " + Span(piece.FieldLsb, piece.Width) : "")
                + (piece.Inverted ? ", inverted" : "")));

    /// <summary>The values that a field takes.</summary>
    public static string Values(RegisterField field) => field.IsSwitch ? "switch"
        : string.Create(CultureInfo.InvariantCulture, $"{field.Minimum}..{field.Maximum}");

    /// <summary>The standard value.</summary>
    public static string Default(RegisterField field) => field.IsSwitch ? field.Default != 0 ? "on" : "off"
        : field.Default.ToString(CultureInfo.InvariantCulture);

    /// <summary>What is special about how a value is stored; empty if nothing.</summary>
    public static string Coding(FieldCoding coding) => coding switch
    {
        FieldCoding.BitReversed => "bits reversed",
        FieldCoding.SynapseWeight => "bits 0..4 reversed",
        FieldCoding.MinusOne => "value − 1",
        FieldCoding.Plus128 => "value + 128",
        FieldCoding.TwosComplement => "two's complement",
        FieldCoding.Thermometer => "bits 0..5 binary, 6..8 thermometer",
        FieldCoding.AnyBit => "any bit set",
        _ => "",
    };

    /// <summary>What the table says besides fields.</summary>
    public static IReadOnlyList<string> Notes(RegisterLayout layout)
    {
        List<string> notes = [];
        if (layout.GrayCoded)
        {
            notes.Add("Each word is written as its Gray-to-binary conversion.");
        }
        for (int word = 0; word < layout.Words; word++)
        {
            if (layout.FixedBits(word) is var bits and not 0)
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture,
                    $"Word {word}: bits of 0x{bits:X} are always written as 1."));
            }
        }
        return notes;
    }

    /// <summary>Transports by name.</summary>
    public static IReadOnlyList<string> Transports(RegisterTransports transports) =>
        [.. Enum.GetValues<RegisterTransports>().Where(t => t != RegisterTransports.None && (transports & t) != 0).Select(Name)];

    private static string Name(RegisterTransports transport) => transport switch
    {
        RegisterTransports.Omnibus => "Omnibus",
        RegisterTransports.OmnibusOverJtag => "Omnibus over JTAG",
        RegisterTransports.JtagPll => "JTAG PLL register",
        RegisterTransports.JtagPhy => "JTAG PHY register",
        RegisterTransports.Spi => "SPI",
        RegisterTransports.I2c => "I2C",
        _ => "instruction",
    };

    private static string Device(ContainerEntry entry) =>
        AddressRule.Find(n => entry.Device(n)!.Value.Value, entry.CoordinateCount, Byte, Byte);

    private static string Range(int word, int lsb, int width) =>
        string.Create(CultureInfo.InvariantCulture, $"{word}: {Span(lsb, width)}");

    private static string Span(int lsb, int width) => width == 1 ? lsb.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{lsb}..{lsb + width - 1}");

    private static string Full(long value) =>
        string.Create(CultureInfo.InvariantCulture, $"0x{value >> 16:X4}_{value & 0xFFFF:X4}");

    private static string Hex(long value) => value < 0x100 ? value.ToString(CultureInfo.InvariantCulture)
        : value < 0x1_0000 ? string.Create(CultureInfo.InvariantCulture, $"0x{value:X}")
        : Full(value);

    private static string Byte(long value) =>
        value < 10 ? Small(value) : string.Create(CultureInfo.InvariantCulture, $"0x{value:X2}");

    private static string Small(long value) => value.ToString(CultureInfo.InvariantCulture);
}
