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
