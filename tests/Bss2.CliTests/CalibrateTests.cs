using System.Diagnostics;
using System.Text.Json;

namespace Bss2.CliTests;

/// <summary>bss2 calibrate as a user meets it: figures and files, an interruption, files that do not belong here.</summary>
public sealed class CalibrateTests
{
    private static readonly string[] s_quantities = ["leak", "reset", "threshold", "tau_mem", "tau_syn_exc", "tau_syn_inh"];

    [Fact]
    public async Task A_calibration_reports_its_figures_reads_no_converter_and_is_kept()
    {
        using var folder = new TemporaryFolder();
        string[] command = [.. Command(folder["cache"]), "--json"];
        (int code, string output, string error) = await Bss2Process.RunAsync([.. command, "--out", folder["first"]]);
        Assert.True(code == 0, error);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        foreach (string quantity in s_quantities)
        {
            JsonElement spread = json.GetProperty("quantities").GetProperty(quantity);
            Assert.All((string[])["sigma_before", "sigma_after", "ratio"], name => Assert.True(spread.TryGetProperty(name, out _), name));
        }
        // Two circuits of die 4: their time constants differ by half without a calibration.
        Assert.InRange(json.GetProperty("quantities").GetProperty("tau_mem").GetProperty("ratio").GetDouble(), 0, 0.5);
        Assert.Equal(1, json.GetProperty("yield").GetDouble());
        Assert.Equal(0, json.GetProperty("cadc_words_read").GetInt64() + json.GetProperty("madc_words_read").GetInt64());
        Assert.All((string[])["manifest.json", "calibration.json", "report.json", "histograms.svg", "chip-map.svg"],
            file => Assert.True(new FileInfo(Path.Combine(folder["first"], file)).Length > 0, file));
        string page = File.ReadAllText(Path.Combine(folder["first"], "report.html"));
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=", page, StringComparison.Ordinal);

        string kept = json.GetProperty("file").GetString()!, copy = Path.Combine(folder["first"], "calibration.json");
        Assert.Equal(File.ReadAllBytes(kept), File.ReadAllBytes(copy));
        (code, output, error) = await Bss2Process.RunAsync([.. command, "--compare", copy, "--out", folder["second"]]);
        Assert.True(code == 0, error);
        Assert.Contains("already", error, StringComparison.Ordinal);
        JsonElement[] drift = [.. JsonDocument.Parse(output).RootElement.GetProperty("drift").EnumerateArray()];
        Assert.NotEmpty(drift);
        Assert.All(drift, row => Assert.Equal(0, row.GetProperty("largest").GetDouble()));

        (code, _, error) = await Bss2Process.RunAsync("calibrate", "--die", "5", "--circuits", "7", "--cache", folder["cache"], "--compare", copy);
        Assert.Equal(1, code);
        Assert.Contains("emulator:4", error, StringComparison.Ordinal);
        Assert.Contains("emulator:5", error, StringComparison.Ordinal);

        byte[] damaged = File.ReadAllBytes(kept);
        damaged[damaged.Length / 2] ^= 1;
        File.WriteAllBytes(kept, damaged);
        (code, _, error) = await Bss2Process.RunAsync([.. command, "--out", folder["third"]]);
        Assert.Equal(1, code);
        Assert.Contains(kept, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_calibration_goes_on_to_the_same_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Ctrl-C cannot be sent to another process there.");
        using var folder = new TemporaryFolder();
        Task<(int Code, string, string)> whole = Bss2Process.RunAsync([.. Command(folder["whole"]), "--out", folder["a"]]);
        using Process process = Bss2Process.Start([.. Command(folder["cut"]), "--out", folder["b"]]);
        while (!Directory.Exists(folder["cut"]) && !process.HasExited)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        using (Process kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        (int code, string output, string error) = await Bss2Process.FinishAsync(process);
        Assert.True(code == 130, error);
        Assert.Contains("the same command goes on", output, StringComparison.Ordinal);
        (code, output, error) = await Bss2Process.RunAsync([.. Command(folder["cut"]), "--out", folder["c"]]);
        Assert.True(code == 0, error);
        Assert.Contains("Continuing after", output, StringComparison.Ordinal);
        Assert.Equal(0, (await whole).Code);
        string file = Assert.Single(Directory.GetFiles(folder["whole"]));
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder["cut"], Path.GetFileName(file))));
    }

    [Theory]
    [InlineData(1, "max, ttfs", "--target", "nowhere.json")]
    [InlineData(2, "9-600", "--circuits", "9-600")]
    [InlineData(2, "spikes", "--method", "guess")]
    [InlineData(1, "nowhere.json", "--compare", "nowhere.json")]
    public async Task What_cannot_be_is_refused_by_name(int exitCode, string expected, params string[] arguments)
    {
        (int code, _, string error) = await Bss2Process.RunAsync(["calibrate", "--die", "4", .. arguments]);
        Assert.Equal(exitCode, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private static string[] Command(string cache) => ["calibrate", "--die", "4", "--circuits", "7,300", "--method", "spikes", "--cache", cache];
}
