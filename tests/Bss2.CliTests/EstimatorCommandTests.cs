using System.Text.Json;

namespace Bss2.CliTests;

/// <summary>train --estimator analytic and surrogate: they learn, and say what they cannot be combined with.</summary>
public sealed class EstimatorCommandTests
{
    [Theory]
    [InlineData("analytic", "ttfs", "exact")]
    [InlineData("surrogate", "max", "exact")]
    [InlineData("surrogate", "max", "euler")]
    public async Task An_estimator_learns_and_a_checkpoint_evaluates_to_the_same_accuracy(string estimator, string loss, string adjoint)
    {
        using var folder = new TemporaryFolder();
        (int code, string output, string error) = await Bss2Process.RunAsync(["train", "yin-yang", "--substrate", "simulation", "--training-samples", "300", "--seed", "5", "--estimator", estimator, "--loss", loss,
            "--adjoint", adjoint, "--hidden", "100", "--epochs", "8", "--batch", "10", "--json", "--out", folder["run"]]);
        Assert.True(code == 0, error);
        double accuracy = JsonDocument.Parse(output).RootElement.GetProperty("test_accuracy").GetDouble();
        // A third by guessing.
        Assert.InRange(accuracy, 0.55, 1);
        (code, output, _) = await Bss2Process.RunAsync("eval", folder["run"], "--json");
        Assert.Equal(0, code);
        Assert.Equal(accuracy, JsonDocument.Parse(output).RootElement.GetProperty("test_accuracy").GetDouble());
    }

    [Theory]
    [InlineData("--estimator", "surrogate")]
    [InlineData("--readout", "cadc")]
    public async Task On_a_chip_membranes_come_from_converters_and_are_counted_and_threads_change_nothing(params string[] options)
    {
        using var folder = new TemporaryFolder();
        string[] command = ["train", "yin-yang", "--training-samples", "40", "--hidden", "8", "--epochs", "1", "--json", .. options];
        (int code, string output, string error) = await Bss2Process.RunAsync([.. command, "--threads", "1", "--out", folder["a"]]);
        Assert.True(code == 0, error);
        // 2040 samples at least, 25 readings, two quads or more.
        Assert.True(JsonDocument.Parse(output).RootElement.GetProperty("cadc_words_read").GetInt64() >= 2040 * 25);
        (code, _, error) = await Bss2Process.RunAsync([.. command, "--threads", "2", "--out", folder["b"]]);
        Assert.True(code == 0, error);
        Assert.Equal(File.ReadAllText(Path.Combine(folder["a"], "metrics.csv")), File.ReadAllText(Path.Combine(folder["b"], "metrics.csv")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder["a"], "checkpoint", "state.bin")), File.ReadAllBytes(Path.Combine(folder["b"], "checkpoint", "state.bin")));
    }

    [Theory]
    [InlineData(2, "--loss ttfs", "--estimator", "analytic")]
    [InlineData(2, "--loss max", "--estimator", "surrogate", "--loss", "ttfs")]
    [InlineData(2, "--loss max", "--readout", "cadc", "--loss", "ttfs")]
    [InlineData(2, "--estimator eventprop", "--readout", "cadc", "--estimator", "surrogate")]
    public async Task What_does_not_go_together_is_refused_with_what_to_do(int expected, string advice, params string[] options)
    {
        using var folder = new TemporaryFolder();
        (int code, _, string error) = await Bss2Process.RunAsync(["train", "yin-yang", "--out", folder["run"], .. options]);
        Assert.Equal(expected, code);
        Assert.Contains(advice, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }
}
