using System.Text.Json;

namespace Bss2.CliTests;

/// <summary>Before and after a run: what it will take, and its spikes in a file.</summary>
public sealed class DryRunAndExportTests
{
    [Fact]
    public async Task A_dry_run_predicts_the_chip_time_of_the_run_and_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        string[] run = [.. Small.Chip, "--epochs", "1", "--json", "--out", folder["run"]];
        (int code, string output, string text) = await Bss2Process.RunAsync([.. run, "--dry-run"]);
        Assert.Equal(0, code);
        Assert.False(Directory.Exists(folder["run"]));
        Assert.Contains("Nothing overflows", text, StringComparison.Ordinal);
        JsonElement predicted = JsonDocument.Parse(output).RootElement;
        (code, output, _) = await Bss2Process.RunAsync(run);
        Assert.Equal(0, code);
        JsonElement done = JsonDocument.Parse(output).RootElement;
        Assert.Equal(predicted.GetProperty("chip_time_s").GetDouble(), done.GetProperty("chip_time_s").GetDouble(), 1e-9);

        (code, _, _) = await Bss2Process.RunAsync("export", folder["run"], folder["spikes.csv"], "--samples", "3");
        Assert.Equal(0, code);
        string[] lines = File.ReadAllLines(folder["spikes.csv"]);
        Assert.Equal(15, lines.Count(line => line.Contains(",input,", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains(",hidden,", StringComparison.Ordinal));
        (code, output, _) = await Bss2Process.RunAsync("export", folder["run"], folder["spikes.h5"], "--samples", "3", "--json");
        Assert.Equal(0, code);
        Assert.Equal(lines.Length - 1, JsonDocument.Parse(output).RootElement.GetProperty("spikes").GetInt32());
        Assert.True(File.ReadAllBytes(folder["spikes.h5"]).AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, .. "HDF\r\n"u8]));
        (code, _, _) = await Bss2Process.RunAsync("export", folder["run"], folder["spikes.txt"]);
        Assert.Equal(2, code);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_overflow()
    {
        (int code, string output, string error) = await Bss2Process.RunAsync("train", "yin-yang", "--hidden", "600", "--dry-run", "--json");
        Assert.Equal(1, code);
        Assert.Contains("needs 600 of neuron circuits", error, StringComparison.Ordinal);
        Assert.False(JsonDocument.Parse(output).RootElement.GetProperty("fits").GetBoolean());
        (code, output, _) = await Bss2Process.RunAsync("train", "yin-yang", "--batch", "1", "--epochs", "50", "--dry-run");
        Assert.Equal(1, code);
        Assert.Contains("131072 training batches", output, StringComparison.Ordinal);
    }
}
