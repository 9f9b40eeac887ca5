using System.Diagnostics;
using System.Text.Json;

namespace Bss2.CliTests;

/// <summary>Same command, same bits: twice, with one or two threads, and through an interruption.</summary>
public sealed class ReproducibilityTests
{
    public static TheoryData<string, string> Runs => new()
    {
        { "simulation", "max" }, { "simulation", "ttfs" }, { "chip", "max" }, { "chip", "ttfs" },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Threads_do_not_change_a_bit(string substrate, string loss)
    {
        using var folder = new TemporaryFolder();
        string[] command = [.. substrate == "chip" ? Small.Chip : Small.Simulation, "--loss", loss, "--epochs", "1"];
        Task<(int Code, string, string)>[] runs =
        [
            Bss2Process.RunAsync([.. command, "--threads", "1", "--out", folder["one"]]),
            Bss2Process.RunAsync([.. command, "--threads", "2", "--out", folder["two"]]),
        ];
        Assert.All(await Task.WhenAll(runs), run => Assert.Equal(0, run.Code));
        AssertSame(folder["one"], folder["two"]);
    }

    [Theory]
    [InlineData("simulation")]
    [InlineData("chip")]
    public async Task An_interrupted_run_resumes_to_the_same_bits(string substrate)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Ctrl-C cannot be sent to another process there.");
        using var folder = new TemporaryFolder();
        string[] command = [.. substrate == "chip" ? Small.Chip : Small.Simulation, "--epochs", "4"];
        Task<(int Code, string, string)> whole = Bss2Process.RunAsync([.. command, "--out", folder["whole"]]);
        using Process process = Bss2Process.Start([.. command, "--out", folder["cut"]]);
        string checkpoint = Small.Checkpoint(folder["cut"]);
        while (!File.Exists(checkpoint) && !process.HasExited)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        using (Process kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        (int code, string output, string error) = await Bss2Process.FinishAsync(process);
        // On a fast machine the run may have ended before the signal came; then there was nothing to resume, and that is fine too.
        Assert.True(code is 130 or 0, error);
        if (code == 130)
        {
            Assert.Contains("--resume", output, StringComparison.Ordinal);
            Assert.Equal(0, (await Bss2Process.RunAsync("train", "yin-yang", "--resume", folder["cut"])).ExitCode);
        }
        Assert.Equal(0, (await whole).Code);
        AssertSame(folder["whole"], folder["cut"]);
    }

    [Fact]
    public async Task A_chips_gradient_is_near_the_exact_engines_and_measuring_it_changes_no_bit()
    {
        using var folder = new TemporaryFolder();
        string[] command = [.. Small.Chip, "--epochs", "1"];
        Task<(int Code, string, string)>[] runs =
        [
            Bss2Process.RunAsync([.. command, "--out", folder["metered"]]),
            Bss2Process.RunAsync([.. command, "--gradient-meter", "0", "--out", folder["plain"]]),
        ];
        Assert.All(await Task.WhenAll(runs), run => Assert.Equal(0, run.Code));
        Assert.Equal(File.ReadAllBytes(Small.Checkpoint(folder["plain"])), File.ReadAllBytes(Small.Checkpoint(folder["metered"])));
        Assert.False(File.Exists(Path.Combine(folder["plain"], "gradient.csv")));
        string[][] layers = [.. File.ReadLines(Path.Combine(folder["metered"], "gradient.csv")).Skip(1).Select(line => line.Split(','))
            .Where(fields => fields[3].Length == 0)];
        Assert.Equal(["hidden", "read-out"], layers.Select(fields => fields[2]));
        // Noise, and circuits that are not the nominal ones: near, but not the same.
        Assert.All(layers, fields => Assert.InRange(double.Parse(fields[4], System.Globalization.CultureInfo.InvariantCulture), 0.5, 1 - 1e-6));
        Assert.Contains("Gradient against the reference", File.ReadAllText(Path.Combine(folder["metered"], "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_object_on_stdout_with_the_promised_fields_and_says_that_no_converter_was_read()
    {
        using var folder = new TemporaryFolder();
        (int code, string output, _) = await Bss2Process.RunAsync([.. Small.Chip, "--epochs", "1", "--json", "--out", folder["run"]]);
        Assert.Equal(0, code);
        using JsonDocument json = JsonDocument.Parse(output);
        foreach (string name in (string[])["test_accuracy", "validation_accuracy", "epochs", "wall_s", "chip_time_s", "samples_per_s",
            "cadc_words_read", "madc_words_read", "spikes_read", "die", "seed"])
        {
            Assert.True(json.RootElement.TryGetProperty(name, out _), name);
        }
        Assert.Equal(0, json.RootElement.GetProperty("cadc_words_read").GetInt64());
        Assert.Equal(0, json.RootElement.GetProperty("madc_words_read").GetInt64());
        Assert.True(json.RootElement.GetProperty("spikes_read").GetInt64() > 0);
        JsonElement energy = json.RootElement.GetProperty("energy"), each = energy.GetProperty("per_inference_j");
        Assert.InRange(each.GetProperty("value").GetDouble(), each.GetProperty("low").GetDouble(), each.GetProperty("high").GetDouble());
        Assert.True(energy.GetProperty("assumptions").GetArrayLength() >= 3);
        Assert.Equal(0, json.RootElement.GetProperty("diagnostics").GetArrayLength());
        foreach (string file in (string[])["manifest.json", "metrics.csv", "report.html", "learning-curve.svg", "decision-map.svg", "raster.svg"])
        {
            Assert.True(File.Exists(Path.Combine(folder["run"], file)), file);
        }
        string report = File.ReadAllText(Path.Combine(folder["run"], "report.html"));
        Assert.DoesNotContain("src=\"http", report, StringComparison.Ordinal);
        Assert.DoesNotContain("<script src", report, StringComparison.Ordinal);
        Assert.Contains("<h2>Energy</h2>", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_gives_the_accuracy_that_train_reported()
    {
        using var folder = new TemporaryFolder();
        (int code, string trained, _) = await Bss2Process.RunAsync([.. Small.Chip, "--epochs", "1", "--json", "--out", folder["run"]]);
        Assert.Equal(0, code);
        (code, string evaluated, _) = await Bss2Process.RunAsync("eval", folder["run"], "--json");
        Assert.Equal(0, code);
        Assert.Equal(Accuracy(trained), Accuracy(evaluated));

        static double Accuracy(string json) => JsonDocument.Parse(json).RootElement.GetProperty("test_accuracy").GetDouble();
    }

    private static void AssertSame(string a, string b)
    {
        string[] gradients = [.. new[] { a, b }.Select(run => Path.Combine(run, "gradient.csv")).Where(File.Exists).Select(File.ReadAllText)];
        Assert.True(gradients.Length is 0 || (gradients.Length is 2 && gradients[0] == gradients[1]), "gradient.csv differs");
        Assert.Equal(File.ReadAllText(Small.Metrics(a)), File.ReadAllText(Small.Metrics(b)));
        Assert.Equal(File.ReadAllBytes(Small.Checkpoint(a)), File.ReadAllBytes(Small.Checkpoint(b)));
    }
}
