using System.Text.Json;

namespace Bss2.CliTests;

/// <summary>bss2 table dies: every cell once, the same table again, nothing mixed.</summary>
public sealed class TableTests
{
    [Fact]
    public async Task The_table_of_dies_has_every_cell_keeps_what_is_done_and_refuses_another_tables_folder()
    {
        using var folder = new TemporaryFolder();
        string[] command = ["table", "dies", "--dies", "1,3", "--losses", "max", "--calibrations", "none", "--hidden", "4",
            "--training-samples", "40", "--out", folder["t"]];
        (int code, string output, string error) = await Bss2Process.RunAsync([.. command, "--epochs", "1", "--json"]);
        Assert.True(code == 0, error);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        Assert.Equal(5, json.GetProperty("cells_done").GetInt32());
        JsonElement transfer = json.GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("weights_from").GetString() == "ideal");
        Assert.Equal(2, transfer.GetProperty("n").GetInt32());
        Assert.Equal(6, File.ReadAllLines(Path.Combine(folder["t"], "table.csv")).Length);

        // A cell that is lost is made again, to the same figure; the others are not touched.
        string csv = File.ReadAllText(Path.Combine(folder["t"], "table.csv"));
        DateTime before = File.GetLastWriteTimeUtc(Path.Combine(folder["t"], "runs", "max-4-ideal", "manifest.json"));
        File.Delete(Path.Combine(folder["t"], "transfer", "max-4-die3-none.json"));
        (code, output, _) = await Bss2Process.RunAsync([.. command, "--epochs", "1"]);
        Assert.Equal(0, code);
        Assert.Contains("5/5", output, StringComparison.Ordinal);
        Assert.DoesNotContain("4/5", output, StringComparison.Ordinal);
        Assert.Equal(csv, File.ReadAllText(Path.Combine(folder["t"], "table.csv")));
        Assert.Equal(before, File.GetLastWriteTimeUtc(Path.Combine(folder["t"], "runs", "max-4-ideal", "manifest.json")));

        (code, _, error) = await Bss2Process.RunAsync([.. command, "--epochs", "2"]);
        Assert.Equal(1, code);
        Assert.Contains("other settings", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_1_has_its_rows_goes_on_and_its_summary_is_that_of_its_cells()
    {
        using var folder = new TemporaryFolder();
        string[] command = ["table", "1", "--rows", "max-simulation,ttfs-simulation-euler,max-chip,max-chip-cadc", "--seeds", "2", "--dies", "1,3", "--calibration", "none",
            "--hidden", "6", "--training-samples", "40", "--epochs", "1", "--runs", folder["r"], "--out", folder["t"]];
        (int code, string output, string error) = await Bss2Process.RunAsync([.. command, "--json"]);
        Assert.True(code == 0, error);
        JsonElement[] rows = [.. JsonDocument.Parse(output).RootElement.GetProperty("rows").EnumerateArray()];
        Assert.Equal(4, rows.Length);
        Assert.All(rows, row => Assert.Equal(2, row.GetProperty("n").GetInt32()));
        JsonElement read = rows.Single(row => row.GetProperty("row").GetString() == "max-chip-cadc"), host = rows.Single(row => row.GetProperty("row").GetString() == "max-chip");
        Assert.Equal(0, host.GetProperty("cadc_words_per_sample").GetDouble());
        Assert.InRange(read.GetProperty("cadc_words_per_sample").GetDouble(), 24, 100);
        ResultsTests.RequireSummaryOfCells(folder["t"]);

        // Where it was interrupted it goes on, to the same table.
        string csv = File.ReadAllText(Path.Combine(folder["t"], "table-1.csv"));
        Directory.Delete(Path.Combine(folder["r"], "max-chip-die3"), recursive: true);
        (code, output, _) = await Bss2Process.RunAsync([.. command, "--resume"]);
        Assert.Equal(0, code);
        Assert.Equal(csv, File.ReadAllText(Path.Combine(folder["t"], "table-1.csv")));
        Assert.Contains("max-chip-die3", output, StringComparison.Ordinal);
        Assert.DoesNotContain("max-chip-die1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wafer_deploys_on_dies_never_seen_and_goes_on_where_it_stopped()
    {
        using var folder = new TemporaryFolder();
        string[] command = ["table", "wafer", "--dies", "2,3", "--hidden", "8", "--training-samples", "60", "--epochs", "2", "--tune-epochs", "1",
            "--calibration", "none", "--out", folder["w"]];
        (int code, string output, string error) = await Bss2Process.RunAsync([.. command, "--json"]);
        Assert.True(code == 0, error);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        JsonElement[] dies = [.. json.GetProperty("dies").EnumerateArray()];
        Assert.Equal([2, 3], dies.Select(die => die.GetProperty("die").GetInt32()));
        Assert.All(json.GetProperty("yield").EnumerateArray(), way => Assert.InRange(way.GetProperty("mean").GetDouble(), 0.15, 1));
        string csv = File.ReadAllText(Path.Combine(folder["w"], "wafer.csv"));
        File.Delete(Path.Combine(folder["w"], "dies", "3.json"));
        (code, output, _) = await Bss2Process.RunAsync(command);
        Assert.Equal(0, code);
        Assert.DoesNotContain("die 2:", output, StringComparison.Ordinal);
        Assert.Equal(csv, File.ReadAllText(Path.Combine(folder["w"], "wafer.csv")));
    }

    [Theory]
    [InlineData("--losses", "loud")]
    [InlineData("--dies", "5-1")]
    [InlineData("--hidden", "0")]
    public async Task Bad_usage_names_the_option(string option, string value)
    {
        (int code, _, string error) = await Bss2Process.RunAsync("table", "dies", option, value);
        Assert.Equal(2, code);
        Assert.Contains($"{option} {value}", error, StringComparison.Ordinal);
    }
}
