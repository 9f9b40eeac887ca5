using System.Globalization;
using System.Text;
using Bss2.Hal.Containers;
using Bss2.Hal.Registers;

namespace Bss2.Cli.Registers;

/// <summary>The register map as Markdown: docs/registers.md.</summary>
internal static class RegisterMarkdown
{
    private const string Header = """
        # Registers of HICANN-X v3, its FPGA and board

        Made by `bss2 registers --markdown` from the field tables that the driver encodes with; do not edit. n is the coordinate's number, ÷ divides
        without remainder. Addresses count 32-bit words; bit 31 selects the FPGA. Bits are "word: bits",
            the lowest bit first. Names of
        containers and fields are those of the reference stack.

        """;

    /// <summary>All of it, or some containers.</summary>
    public static string Write(IEnumerable<ContainerGroup> groups)
    {
        var summaries = new ContainerSummaries();
        var text = new StringBuilder(Header);
        foreach (ContainerGroup group in groups)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {group.Name}\n");
            foreach (ContainerEntry entry in group.Containers)
            {
                Write(text, entry, summaries);
            }
        }
        return text.ToString();
    }

    private static void Write(StringBuilder text, ContainerEntry entry, ContainerSummaries summaries)
    {
        RegisterLayout layout = entry.Layout;
        text.Append(CultureInfo.InvariantCulture,
            $"\n### {entry.Name}\n\n{summaries.Summary(entry.Name)} {summaries.Remarks(entry.Name)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"* Coordinate: {entry.Coordinate}, {entry.CoordinateCount}\n");
        text.Append(CultureInfo.InvariantCulture, $"* Address: {string.Join("; ", RegisterText.Addresses(entry))}\n");
        text.Append(CultureInfo.InvariantCulture,
            $"* Written by: {Ways(entry.WriteTransports)}; read by: {Ways(entry.ReadTransports)}\n");
        foreach (string note in RegisterText.Notes(layout))
        {
            text.Append(CultureInfo.InvariantCulture, $"* {note}\n");
        }
        if (layout.Fields.Count == 0)
        {
            text.Append("* No fields.\n");
            return;
        }
        text.Append("\n| field | bits | values | default | stored as |\n| --- | --- | --- | --- | --- |\n");
        foreach (RegisterField field in layout.Fields)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {field.Name} | {RegisterText.Bits(field)} | {RegisterText.Values(field)} | {RegisterText.Default(field)} | ");
            text.Append(CultureInfo.InvariantCulture, $"{RegisterText.Coding(field.Coding)} |\n");
        }
    }

    private static string Ways(RegisterTransports transports) => transports == RegisterTransports.None ? "nothing"
        : string.Join(", ", RegisterText.Transports(transports));
}
