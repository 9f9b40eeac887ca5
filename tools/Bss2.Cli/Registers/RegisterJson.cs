using Bss2.Hal.Containers;

namespace Bss2.Cli.Registers;

/// <summary>The register map as an object for JSON.</summary>
internal static class RegisterJson
{
    public static object Of(IEnumerable<ContainerGroup> groups)
    {
        var summaries = new ContainerSummaries();
        return new
        {
            containers = groups.SelectMany(group => group.Containers.Select(entry => Of(group, entry, summaries))).ToArray(),
        };
    }

    private static object Of(ContainerGroup group, ContainerEntry entry, ContainerSummaries summaries) => new
    {
        name = entry.Name,
        group = group.Name,
        summary = summaries.Summary(entry.Name),
        remarks = summaries.Remarks(entry.Name),
        coordinate = new { type = entry.Coordinate, count = entry.CoordinateCount },
        addresses = RegisterText.Addresses(entry),
        words = entry.Layout.Words,
        written_by = RegisterText.Transports(entry.WriteTransports),
        read_by = RegisterText.Transports(entry.ReadTransports),
        gray_coded = entry.Layout.GrayCoded,
        always_one = Enumerable.Range(0, entry.Layout.Words).Select(entry.Layout.FixedBits).ToArray(),
        fields = entry.Layout.Fields.Select(field => new
        {
            name = field.Name,
            minimum = field.Minimum,
            maximum = field.Maximum,
            @default = field.Default,
            is_switch = field.IsSwitch,
            coding = RegisterText.Coding(field.Coding),
            pieces = field.Pieces.Select(piece => new
            {
                word = piece.Word, lsb = piece.Lsb, width = piece.Width, value_lsb = piece.FieldLsb, inverted = piece.Inverted,
            }).ToArray(),
        }).ToArray(),
    };
}
