using System.Globalization;
using System.Text.Json;

namespace Bss2.CliTests;

/// <summary>docs/results: what the summaries say is what the cells of the same folder say.</summary>
public sealed class ResultsTests
{
    [Fact]
    public void Published_tables_are_the_summaries_of_their_cells()
    {
        string results = Path.Combine(Root(), "docs", "results");
        Assert.True(File.Exists(Path.Combine(results, "README.md")));
        foreach (string table in Directory.EnumerateFiles(results, "table-1-cells.csv", SearchOption.AllDirectories))
        {
            RequireSummaryOfCells(Path.GetDirectoryName(table)!);
        }
    }

    [Fact]
    public void Published_figures_3_are_the_means_of_their_circuits_and_agree_with_the_closed_form()
    {
        string[] dies = [.. Directory.EnumerateFiles(Path.Combine(Root(), "docs", "results", "figures"), "figure3-die*-summary.csv")];
        Assert.Equal(5, dies.Length);
        foreach (string summary in dies)
        {
            string[][] circuits = Read(summary.Replace("-summary", "-circuits", StringComparison.Ordinal));
            int counted = 0;
            foreach (string[] row in Read(summary).Where(row => row[5].Length > 0))
            {
                string[][] own = [.. circuits.Where(circuit => circuit[0] == row[0] && circuit[3].Length > 0)];
                Assert.Equal(50, circuits.Count(circuit => circuit[0] == row[0]));
                Assert.Equal(int.Parse(row[1], CultureInfo.InvariantCulture), own.Length);
                double nominal = own.Average(circuit => Number(circuit[3])), closed = Number(row[5]);
                Assert.Equal(nominal, Number(row[6]), 1e-9);
                double[] d = [.. own.Where(circuit => circuit[4].Length > 0).Select(circuit => Number(circuit[4]) - Number(circuit[5]))];
                double mean = d.Average(), z = mean / Math.Sqrt(d.Sum(x => (x - mean) * (x - mean)) / (d.Length - 1) / d.Length);
                Assert.Equal(z, Number(row[11]), 1e-6);
                if (Number(row[0]) >= 1.3 * Math.E - 1e-9)
                {
                    Assert.InRange(nominal / closed, 0.9, 1.1);
                    // Student's t, 49 degrees of freedom, one false alarm in a hundred over the thirty pairs of die and weight.
                    Assert.InRange(z, -3.9, 3.9);
                    counted++;
                }
            }
            Assert.True(counted >= 5);
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

        string[][] Rows(string name) => Read(Path.Combine(folder, name));
    }

    private static string Root()
    {
        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "Driver.sln")))
        {
            root = Path.GetDirectoryName(root);
        }
        Assert.NotNull(root);
        return root;
    }

    private static string[][] Read(string path) => [.. File.ReadAllLines(path).Skip(1).Select(line => line.Split(','))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
