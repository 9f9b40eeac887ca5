using System.Text.Json;

namespace Bss2.CliTests;

/// <summary>Training and evaluation with the codes of a calibration, by register writes: which circuits, which chip, which operating point.</summary>
public sealed class CalibratedRunTests
{
    // Six circuits of die 4 for four neurons: the placement has to pass over all others.
    private static string[] Train(string file) =>
        ["train", "yin-yang", "--hidden", "4", "--training-samples", "60", "--epochs", "1", "--die", "4", "--calibration", file, "--json"];

    [Fact]
    public async Task A_run_uses_its_calibration_keeps_it_and_refuses_one_that_does_not_belong_to_it()
    {
        using var folder = new TemporaryFolder();
        await SucceedAsync("calibrate", "--die", "4", "--circuits", "2-5,300,301", "--cache", folder["cache"], "--out", folder["calibration"]);
        string file = Path.Combine(folder["calibration"], "calibration.json");
        JsonElement trained = await SucceedAsync([.. Train(file), "--out", folder["run"]]);
        Assert.Equal("spikes", trained.GetProperty("calibration").GetString());
        Assert.Equal(2, trained.GetProperty("circuits_avoided").GetInt32());
        Assert.Equal(0, trained.GetProperty("cadc_words_read").GetInt64());
        JsonElement manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder["run"], "manifest.json"))).RootElement;
        Assert.Equal(6, manifest.GetProperty("calibration").GetProperty("usable_circuits").GetInt32());

        JsonElement none = await SucceedAsync([.. Train("none"), "--out", folder["none"]]);
        Assert.Equal("none", none.GetProperty("calibration").GetString());
        Assert.NotEqual(File.ReadAllText(Small.Metrics(folder["none"])), File.ReadAllText(Small.Metrics(folder["run"])));

        // The same codes and spikes, other gradients; made once, then taken from the cache.
        string[] characterised = [.. Train(file), "--parameters", "characterised", "--cache", folder["cache"]];
        await SucceedAsync([.. characterised, "--out", folder["own"]]);
        string made = Assert.Single(Directory.GetFiles(folder["cache"], "*.characterisation.json"));
        JsonElement own = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder["own"], "manifest.json"))).RootElement;
        Assert.Equal("characterised", own.GetProperty("parameters").GetString());
        Assert.NotEqual(File.ReadAllText(Small.Metrics(folder["own"])), File.ReadAllText(Small.Metrics(folder["run"])));
        await SucceedAsync([.. Train(file), "--parameters", $"characterised:{made}", "--out", folder["same"]]);
        Assert.Equal(File.ReadAllText(Small.Metrics(folder["own"])), File.ReadAllText(Small.Metrics(folder["same"])));
        await RefuseAsync("no calibration", [.. Train("none"), "--parameters", "characterised"]);
        await RefuseAsync("there is no such file", [.. Train(file), "--parameters", "characterised:nowhere.json"]);
        await RefuseAsync("exact EventProp", [.. characterised, "--adjoint", "euler"]);

        // The run's own codes, from its own folder: the file may go. Another choice or another operating point is another matter.
        string moved = folder["moved.json"];
        File.Move(file, moved);
        JsonElement evaluated = await SucceedAsync("eval", folder["run"], "--json");
        Assert.Equal(trained.GetProperty("test_accuracy").GetDouble(), evaluated.GetProperty("test_accuracy").GetDouble());
        await RefuseAsync("emulator:4", "eval", folder["run"], "--die", "5", "--calibration", moved);
        await RefuseAsync("--target ttfs", [.. Train(moved), "--loss", "ttfs"]);
        await RefuseAsync("no such file", Train(file));

        File.WriteAllText(moved, File.ReadAllText(moved).Replace("\"version\":1,\"sha256\"", "\"version\":0,\"sha256\"", StringComparison.Ordinal));
        await RefuseAsync("format 0", Train(moved));
        string kept = Path.Combine(folder["run"], "calibration.json");
        File.WriteAllText(kept, File.ReadAllText(kept).Replace("\"v_leak\":[", "\"v_leak\":[1", StringComparison.Ordinal));
        await RefuseAsync(kept, "eval", folder["run"]);
    }

    private static async Task<JsonElement> SucceedAsync(params string[] arguments)
    {
        (int code, string output, string error) = await Bss2Process.RunAsync(arguments);
        Assert.True(code == 0, error);
        return arguments.Contains("--json") ? JsonDocument.Parse(output).RootElement : default;
    }

    private static async Task RefuseAsync(string expected, params string[] arguments)
    {
        (int code, _, string error) = await Bss2Process.RunAsync(arguments);
        Assert.Equal(1, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }
}
