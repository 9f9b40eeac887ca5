using System.Diagnostics;

namespace Bss2.CliTests;

/// <summary>The same run on a chip in this process and on one behind a wire gives the same bits, also when the wire fails on the way.</summary>
public sealed class RemoteChipTests
{
    private static string[] Training { get; } = [.. Small.Chip, "--epochs", "2"];

    [Fact]
    public async Task Training_over_every_wire_gives_the_same_metrics()
    {
        using var folder = new TemporaryFolder();
        await RunAsync([.. Training, "--out", folder["here"]]);
        await using ServeProcess server = await ServeProcess.StartAsync(
            ["--udp", "0", "--tcp", "0", "--seed", "5", .. OperatingSystem.IsWindows() ? (string[])[] : ["--pty"]]);
        foreach ((string kind, string chip) in server.Chips)
        {
            string output = await RunAsync([.. Training, "--chip", chip, "--out", folder[kind]]);
            Assert.Contains("this is an emulator", output, StringComparison.Ordinal);
            AssertSameMetrics(folder["here"], folder[kind]);
        }
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Ctrl-C cannot be sent to another process there.");
        (int exitCode, string log) = await server.InterruptAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains("Stopped.", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Training_survives_its_server()
    {
        using var folder = new TemporaryFolder();
        string[] longer = [.. Small.Chip, "--epochs", "4"];
        Task<string> here = RunAsync([.. longer, "--out", folder["here"]]);
        await using ServeProcess first = await ServeProcess.StartAsync("--tcp", "0", "--seed", "5");
        string chip = first.Chips["tcp"];
        using Process training = Bss2Process.Start([.. longer, "--chip", chip, "--out", folder["there"]]);
        while (!File.Exists(Small.Checkpoint(folder["there"])) && !training.HasExited)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        await first.KillAsync();
        await using ServeProcess second = await ServeProcess.StartAsync("--tcp", chip[(chip.LastIndexOf(':') + 1)..], "--seed", "5");
        (int exitCode, string output, string error) = await Bss2Process.FinishAsync(training);
        Assert.True(exitCode == 0, error);
        Assert.Contains("Reconnecting", output, StringComparison.Ordinal);
        await here;
        AssertSameMetrics(folder["here"], folder["there"]);
    }

    [Fact]
    public async Task Training_over_a_network_that_loses_doubles_and_reorders_gives_the_same_metrics()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["lossy.json"], """
            { "format_version": 1, "seed": 3, "link": {
                "to_fpga": { "drop": 0.1, "duplicate": 0.05, "reorder": 0.05 }, "from_fpga": { "drop": 0.1, "duplicate": 0.05, "reorder": 0.05 } } }
            """);
        Task<string> here = RunAsync([.. Training, "--out", folder["here"]]);
        await using ServeProcess server = await ServeProcess.StartAsync("--udp", "0", "--seed", "5");
        await RunAsync([.. Training, "--chip", server.Chips["udp"], "--faults", folder["lossy.json"], "--out", folder["there"]]);
        await here;
        AssertSameMetrics(folder["here"], folder["there"]);
        string manifest = File.ReadAllText(Path.Combine(folder["there"], "manifest.json"));
        Assert.Contains("\"faults\": \"lossy (", manifest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recorded_training_is_replayed_to_the_same_bits_and_another_one_differs_at_a_named_place()
    {
        using var folder = new TemporaryFolder();
        string json = await RunAsync(["record", "--json", "--out", folder["r"], "--", .. Training, "--out", folder["recorded"]]);
        Assert.True(System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("words_sent").GetInt64() > 10_000);
        await RunAsync([.. Training, "--chip", $"replay:{folder["r"]}", "--out", folder["replayed"]]);
        AssertSameMetrics(folder["recorded"], folder["replayed"]);
        Assert.Equal(File.ReadAllBytes(Small.Checkpoint(folder["recorded"])), File.ReadAllBytes(Small.Checkpoint(folder["replayed"])));
        (int exitCode, _, string error) = await Bss2Process.RunAsync(
            [.. Training, "--loss", "ttfs", "--chip", $"replay:{folder["r"]}", "--out", folder["other"]]);
        Assert.Equal(1, exitCode);
        Assert.Matches(@"connection 1, program \d+, instruction \d+: this run sends \w+ .*recorded is \w+", error);
    }

    [Fact]
    public async Task A_die_that_is_not_there_is_refused_by_name()
    {
        await using ServeProcess server = await ServeProcess.StartAsync("--tcp", "0", "--die", "3");
        (int exitCode, _, string error) = await Bss2Process.RunAsync([.. Training, "--chip", server.Chips["tcp"], "--die", "4"]);
        Assert.Equal(1, exitCode);
        Assert.Contains("--die 4 was asked for, but emulated HICANN-X v3, die 3", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_remote_chip_is_what_it_is()
    {
        (int exitCode, _, string error) = await Bss2Process.RunAsync([.. Training, "--chip", "tcp://localhost:1", "--noise", "off"]);
        Assert.Equal(2, exitCode);
        Assert.Contains("--noise says how to emulate", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_one_clear_line()
    {
        (int exitCode, _, string error) = await Bss2Process.RunAsync([.. Training, "--chip", "tcp://127.0.0.1:1"]);
        Assert.Equal(1, exitCode);
        Assert.Contains("tcp://127.0.0.1:1: no connection", error, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string[] arguments)
    {
        (int exitCode, string output, string error) = await Bss2Process.RunAsync(arguments);
        Assert.True(exitCode == 0, error);
        return output;
    }

    private static void AssertSameMetrics(string expected, string actual) =>
        Assert.Equal(File.ReadAllText(Small.Metrics(expected)), File.ReadAllText(Small.Metrics(actual)));
}
