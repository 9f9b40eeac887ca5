using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bss2.Hal.Containers;
using Bss2.Hal.Registers;
using Spectre.Console;

namespace Bss2.Cli.Registers;

/// <summary>bss2 registers [NAME].</summary>
internal static class RegistersCommand
{
    // Formulas hold characters beyond ASCII that need no escape.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var name = new Argument<string?>("name")
        {
            Description = "container, as in docs/registers.md; all without", Arity = ArgumentArity.ZeroOrOne,
        };
        name.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } given && ContainerCatalogue.Find(given) is null)
            {
                result.AddError($"No container is called {given}. Did you mean {string.Join(", ", Nearest(given))}?");
            }
        });
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout" };
        var markdown = new Option<bool>("--markdown") { Description = "Markdown, as in docs/registers.md" };
        var command = new Command("registers",
            "The register map, from the tables that the driver uses. Example: bss2 registers CADCConfig")
        {
            name, json, markdown,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(markdown))
            {
                result.AddError("--json and --markdown: choose one.");
            }
        });
        command.SetAction(parsed =>
        {
            IReadOnlyList<ContainerGroup> groups = parsed.GetValue(name) is { } chosen ? Only(chosen) : ContainerCatalogue.Groups;
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(RegisterJson.Of(groups), Json));
            }
            else if (parsed.GetValue(markdown))
            {
                Console.Write(RegisterMarkdown.Write(groups));
            }
            else if (parsed.GetValue(name) is null)
            {
                List();
            }
            else
            {
                Show(groups[0].Containers[0]);
            }
            return 0;
        });
        return command;
    }

    /// <summary>The names that a mistyped one may have meant, nearest first.</summary>
    internal static IEnumerable<string> Nearest(string given) => ContainerCatalogue.All.Select(entry => entry.Name)
        .OrderBy(name => name.Contains(given, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(given, name)).Take(3);

    private static ContainerGroup[] Only(string name) =>
        [.. ContainerCatalogue.Groups.Select(group => group with
        {
            Containers = [.. group.Containers.Where(entry => string.Equals(entry.Name, name,
                StringComparison.OrdinalIgnoreCase))],
        }).Where(group => group.Containers.Count > 0)];

    private static void List()
    {
        foreach (ContainerGroup group in ContainerCatalogue.Groups)
        {
            Console.WriteLine(group.Name);
            foreach (ContainerEntry entry in group.Containers)
            {
                Console.WriteLine($"  {entry.Name,-32} {Access(entry),-3} {entry.CoordinateCount,10} × {entry.Layout.Words,2}  "
                    + RegisterText.Addresses(entry)[0]);
            }
        }
        Console.WriteLine();
        Console.WriteLine("r read, w written; how many × words; address of coordinate number n. More: bss2 registers NAME.");
    }

    private static void Show(ContainerEntry entry)
    {
        var summaries = new ContainerSummaries();
        Console.WriteLine($"{entry.Name}: {summaries.Summary(entry.Name)} {summaries.Remarks(entry.Name)}");
        Console.WriteLine($"coordinate  {entry.Coordinate}, {entry.CoordinateCount}");
        foreach (string address in RegisterText.Addresses(entry))
        {
            Console.WriteLine($"address     {address}");
        }
        Console.WriteLine($"written by  {Ways(entry.WriteTransports)}");
        Console.WriteLine($"read by     {Ways(entry.ReadTransports)}");
        foreach (string note in RegisterText.Notes(entry.Layout))
        {
            Console.WriteLine(note);
        }
        if (entry.Layout.Fields.Count == 0)
        {
            Console.WriteLine("no fields");
            return;
        }
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("field", "bits", "values", "default", "stored as");
        foreach (RegisterField field in entry.Layout.Fields)
        {
            table.AddRow(new Text(field.Name), new Text(RegisterText.Bits(field)), new Text(RegisterText.Values(field)),
                new Text(RegisterText.Default(field)), new Text(RegisterText.Coding(field.Coding)));
        }
        AnsiConsole.Write(table);
    }

    private static string Access(ContainerEntry entry) =>
        (entry.ReadTransports != RegisterTransports.None ? "r" : "-")
            + (entry.WriteTransports != RegisterTransports.None ? "w" : "-");

    private static string Ways(RegisterTransports transports) =>
        string.Join(", ", RegisterText.Transports(transports).DefaultIfEmpty("nothing"));

    // Edit distance, case ignored.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            (int diagonal, row[0]) = (row[0], i);
            for (int j = 1; j <= b.Length; j++)
            {
                int change = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                (diagonal, row[j]) = (row[j], Math.Min(change, 1 + Math.Min(row[j], row[j - 1])));
            }
        }
        return row[b.Length];
    }
}
