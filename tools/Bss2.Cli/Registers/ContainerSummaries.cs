using System.Text.RegularExpressions;
using System.Xml.Linq;
using Bss2.Hal.Containers;

namespace Bss2.Cli.Registers;

/// <summary>
/// The sentences that the source says about containers, from the documentation file beside the driver's assembly.
/// </summary>
internal sealed partial class ContainerSummaries
{
    private readonly Dictionary<string, (string Summary, string Remarks)> _texts = [];

    /// <summary>Reads the file; without one, all texts are empty.</summary>
    public ContainerSummaries()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "Bss2.Hal.xml");
        if (!File.Exists(file))
        {
            return;
        }
        string prefix = $"T:{typeof(ContainerEntry).Namespace}.";
        foreach (XElement member in XDocument.Load(file).Descendants("member"))
        {
            if (member.Attribute("name")?.Value is { } name && name.StartsWith(prefix, StringComparison.Ordinal))
            {
                _texts[name[prefix.Length..]] = (Text(member.Element("summary")), Text(member.Element("remarks")));
            }
        }
    }

    /// <summary>What it is.</summary>
    public string Summary(string container) => _texts.GetValueOrDefault(container).Summary ?? "";

    /// <summary>Its source and particulars.</summary>
    public string Remarks(string container) => _texts.GetValueOrDefault(container).Remarks ?? "";

    private static string Text(XElement? element) => element is null ? "" : Spaces().Replace(element.Value, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
