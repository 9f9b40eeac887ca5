using System.Globalization;
using System.Text.Json;

namespace Bss2.CliTests;

/// <summary>docs/results: what the summaries say is what the cells of the same folder say.</summary>
public sealed class ResultsTests
{
    [Fact]
    public void Published_tables_are_the_summaries_of_their_cells()
    {
        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "Driver.sln")))
        {
            root = Path.GetDirectoryName(root);
        }
        Assert.NotNull(root);
        string results = Path.Combine(root, "docs", "results");
        Assert.True(File.Exists(Path.Combine(results, "README.md")));
        foreach (string table in Directory.EnumerateFiles(results, "table-1-cells.csv", SearchOption.AllDirectories))
        {
            RequireSummaryOfCells(Path.GetDirectoryName(table)!);
        }
    }

    /// <summary>Works mean and deviation out again from the cells, and looks for them in CSV, JSON and Markdown.</summary>
    internal static void RequireSummaryOfCells(string folder)
    {
        string[][] cells = Rows("table-1-cells.csv"), rows = Rows("table-1.csv");
        string[] lines = File.ReadAllLines(Path.Combine(folder, "table-1.md"));
        JsonElement[] json = [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "table-1.json"))).RootElement.GetProperty("rows").EnumerateArray()];
        Assert.Equal(rows.Length, json.Length);
        Assert.Equal(rows.Length, lines.Count(line => line.StartsWith("| ", StringComparison.Ordinal)) - 1);
        Assert.Equal(cells.Length, rows.Sum(row => int.Parse(row[7], CultureInfo.InvariantCulture)));
        for (int r = 0; r < rows.Length; r++)
        {
            double[] percent = [.. cells.Where(cell => cell[0] == rows[r][0]).Select(cell => 100 * Number(cell[2]))];
            double mean = percent.Average(), deviation = percent.Length < 2 ? 0 : Math.Sqrt(percent.Sum(p => (p - mean) * (p - mean)) / (percent.Length - 1));
            Assert.Equal(mean, Number(rows[r][4]), 1e-9);
            Assert.Equal(deviation, Number(rows[r][5]), 1e-9);
            Assert.Equal(rows[r][0], json[r].GetProperty("row").GetString());
            Assert.Equal(mean, json[r].GetProperty("mean").GetDouble(), 1e-9);
            Assert.Equal(deviation, json[r].GetProperty("sd").GetDouble(), 1e-9);
            string shown = string.Create(CultureInfo.InvariantCulture, $"| {Number(rows[r][4]):F2} ± {Number(rows[r][5]):F2} | {percent.Min():F1} | {percent.Length} |");
            Assert.Contains(shown, lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal)).ElementAt(r + 1), StringComparison.Ordinal);
        }

        string[][] Rows(string name) => [.. File.ReadAllLines(Path.Combine(folder, name)).Skip(1).Select(line => line.Split(','))];
        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }
}
