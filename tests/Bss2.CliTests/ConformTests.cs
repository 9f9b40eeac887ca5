using System.Text.Json;

namespace Bss2.CliTests;

/// <summary>bss2 conform on what it can be pointed at, a board included where one is named.</summary>
public sealed class ConformTests
{
    private const string BoardVariable = "BSS2_CHIP";

    [Fact]
    public async Task The_emulator_in_this_process_conforms_and_so_does_its_recording()
    {
        using var folder = new TemporaryFolder();
        string[] conform = ["conform", "--json", "--out", folder["report.json"]];
        JsonElement direct = await ConformAsync(conform);
        (int exitCode, _, string error) = await Bss2Process.RunAsync(["record", "--out", folder["r"], "--", .. conform]);
        Assert.True(exitCode == 0, error);
        JsonElement replayed = await ConformAsync([.. conform, "--chip", $"replay:{folder["r"]}"]);
        Assert.Equal(Names(direct, "passed"), Names(replayed, "passed"));
        Assert.Equal(replayed.GetRawText().Length, JsonSerializer.Serialize(JsonDocument.Parse(File.ReadAllText(folder["report.json"]))).Length);
    }

    [Fact]
    public async Task What_serve_serves_conforms_over_every_wire_and_skips_say_why()
    {
        await using ServeProcess server = await ServeProcess.StartAsync(
            ["--udp", "0", "--tcp", "0", .. OperatingSystem.IsWindows() ? (string[])[] : ["--pty"]]);
        using var folder = new TemporaryFolder();
        foreach ((string kind, string chip) in server.Chips)
        {
            JsonElement report = await ConformAsync(["conform", "--json", "--chip", chip, "--out", folder[kind]]);
            string[] skipped = Names(report, "skipped");
            Assert.Equal(kind == "serial" ? 1 : 0, skipped.Length);
            Assert.All(report.GetProperty("checks").EnumerateArray().Where(check => check.GetProperty("result").GetString() == "skipped"),
                check => Assert.Contains("start on halt", check.GetProperty("message").GetString(), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_link_in_a_library_of_somebody_elses_conforms()
    {
        using var folder = new TemporaryFolder();
        string library = Path.Combine(AppContext.BaseDirectory, "Bss2.Examples.dll");
        JsonElement report = await ConformAsync(["conform", "--json", "--chip", $"dll:{library}", "--out", folder["report.json"]]);
        Assert.Empty(Names(report, "skipped"));
        foreach ((string chip, string said) in ((string, string)[])[($"dll:{library}#Other", "there is no class Other"),
            ("dll:nothing.dll", "no such file"), ($"dll:{Path.Combine(AppContext.BaseDirectory, "Bss2.Spikes.dll")}", "there is no class at all that implements IChipLink")])
        {
            (int exitCode, _, string error) = await Bss2Process.RunAsync(["conform", "--chip", chip, "--out", folder["other.json"]]);
            Assert.NotEqual(0, exitCode);
            Assert.Contains(said, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_chip_that_loses_spikes_is_found_out()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["plan.json"], """{ "format_version": 1, "chip": { "lost_spikes": { "from_chip": 0.5 } } }""");
        (int exitCode, string output, _) = await Bss2Process.RunAsync(
            "conform", "--faults", folder["plan.json"], "--out", folder["report.json"]);
        Assert.Equal(1, exitCode);
        Assert.Contains("failed   chip: spikes come back once, in order, at their times: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_board_conforms()
    {
        string? board = Environment.GetEnvironmentVariable(BoardVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(board), $"no board is named: set {BoardVariable} to what --chip takes");
        using var folder = new TemporaryFolder();
        await ConformAsync(["conform", "--json", "--chip", board!, "--out", folder["report.json"]]);
    }

    private static async Task<JsonElement> ConformAsync(string[] arguments)
    {
        (int exitCode, string output, string error) = await Bss2Process.RunAsync(arguments);
        Assert.True(exitCode == 0, error);
        JsonElement report = JsonDocument.Parse(output).RootElement;
        Assert.Equal(0, report.GetProperty("failed").GetInt32());
        Assert.True(report.GetProperty("passed").GetInt32() > 30);
        return report;
    }

    private static string[] Names(JsonElement report, string result) =>
    [
        .. report.GetProperty("checks").EnumerateArray().Where(check => check.GetProperty("result").GetString() == result)
            .Select(check => check.GetProperty("name").GetString()!),
    ];
}
