using System.Text.Json.Nodes;

namespace Bss2.CliTests;

/// <summary>What a user can get wrong: each has its exit code and a message that says what, where and what to do.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("--hidden", "train", "yin-yang", "--hiden", "3")]
    [InlineData("at least 1", "train", "yin-yang", "--epochs", "0")]
    [InlineData("ideal or a number", "train", "yin-yang", "--die", "-3")]
    [InlineData("fraction", "train", "yin-yang", "--until", "97")]
    [InlineData("Required", "train")]
    [InlineData("frobnicate", "frobnicate")]
    public async Task Bad_usage_exits_2_and_names_the_word(string expected, params string[] arguments)
    {
        (int code, string output, string error) = await Bss2Process.RunAsync(arguments);
        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task A_net_that_does_not_fit_is_refused_with_what_ran_out_and_leaves_no_folder()
    {
        using var folder = new TemporaryFolder();
        (int code, _, string error) = await Bss2Process.RunAsync("train", "yin-yang", "--hidden", "5000", "--out", folder["run"]);
        Assert.Equal(1, code);
        Assert.Contains("5000", error, StringComparison.Ordinal);
        Assert.Contains("does not fit", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "in the way");
        (int code, _, string error) = await Bss2Process.RunAsync("train", "yin-yang", "--substrate", "simulation", "--out", folder["file"]);
        Assert.Equal(1, code);
        Assert.Contains(folder["file"], error, StringComparison.Ordinal);
        Assert.Contains("--out", error, StringComparison.Ordinal);
        Assert.Equal("in the way", File.ReadAllText(folder["file"]));
    }

    [Fact]
    public async Task A_run_folder_is_never_overwritten()
    {
        using var folder = new TemporaryFolder();
        string[] train = [.. Small.Simulation, "--epochs", "1", "--out", folder["run"]];
        Assert.Equal(0, (await Bss2Process.RunAsync(train)).ExitCode);
        byte[] before = File.ReadAllBytes(Small.Checkpoint(folder["run"]));
        (int code, _, string error) = await Bss2Process.RunAsync(train);
        Assert.Equal(1, code);
        Assert.Contains("--resume", error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Small.Checkpoint(folder["run"])));
    }

    [Fact]
    public async Task Damaged_files_are_refused_by_name_and_place()
    {
        using var folder = new TemporaryFolder();
        string run = folder["run"], checkpoint = Small.Checkpoint(run), manifest = Path.Combine(run, "manifest.json");
        Assert.Equal(0, (await Bss2Process.RunAsync([.. Small.Simulation, "--epochs", "1", "--out", run])).ExitCode);
        byte[] good = File.ReadAllBytes(checkpoint);

        byte[] flipped = [.. good];
        flipped[good.Length / 2] ^= 1;
        await RefusedAsync(flipped, "checksum");
        await RefusedAsync(good[..(good.Length / 2)], "checksum");
        await RefusedAsync([], "no bss2 checkpoint");
        File.WriteAllBytes(checkpoint, good);

        JsonNode edited = JsonNode.Parse(File.ReadAllText(manifest))!;
        edited["settings"]!["hidden"] = 7;
        File.WriteAllText(manifest, edited.ToJsonString());
        (int code, _, string error) = await Bss2Process.RunAsync("train", "yin-yang", "--resume", run);
        Assert.Equal(1, code);
        Assert.Contains("config_hash", error, StringComparison.Ordinal);

        async Task RefusedAsync(byte[] content, string expected)
        {
            File.WriteAllBytes(checkpoint, content);
            foreach (string[] arguments in (string[][])[["eval", run], ["train", "yin-yang", "--resume", run]])
            {
                (int exit, _, string message) = await Bss2Process.RunAsync(arguments);
                Assert.Equal(1, exit);
                Assert.Contains(checkpoint, message, StringComparison.Ordinal);
                Assert.Contains(expected, message, StringComparison.Ordinal);
            }
        }
    }
}
