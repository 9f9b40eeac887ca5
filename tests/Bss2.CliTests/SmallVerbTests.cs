using System.Text.Json;

namespace Bss2.CliTests;

/// <summary>Verbs that answer within a second.</summary>
public sealed class SmallVerbTests
{
    [Fact]
    public async Task Figure_1_converges_with_first_order_and_the_exact_engine_equals_the_closed_form()
    {
        using var folder = new TemporaryFolder();
        (int code, string output, _) = await Bss2Process.RunAsync("figure", "1", "--out", folder.Location, "--json");
        Assert.Equal(0, code);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        Assert.InRange(json.GetProperty("order").GetDouble(), 0.9, 1.1);
        Assert.InRange(json.GetProperty("exact_max_relative_error").GetDouble(), 0, 1e-9);
        Assert.True(json.GetProperty("errors").GetArrayLength() >= 4);
        Assert.All((string[])["figure1.svg", "figure1.md", "figure1-curves.csv", "figure1-errors.csv"],
            file => Assert.True(new FileInfo(folder[file]).Length > 0, file));
    }

    [Fact]
    public async Task Doctor_reports_checks_and_its_exit_code_says_whether_one_is_a_problem()
    {
        (int code, string output, _) = await Bss2Process.RunAsync("doctor", "--json");
        JsonElement[] checks = [.. JsonDocument.Parse(output).RootElement.GetProperty("checks").EnumerateArray()];
        Assert.Contains(checks, c => c.GetProperty("name").GetString() == "runtime" && c.GetProperty("verdict").GetString() == "ok");
        Assert.Contains(checks, c => c.GetProperty("name").GetString() == "vector width");
        Assert.Equal(checks.Any(c => c.GetProperty("verdict").GetString() == "problem") ? 1 : 0, code);
        Assert.All(checks, c => Assert.True(
            c.GetProperty("verdict").GetString() == "ok" || c.GetProperty("advice").GetString()!.Length > 0, c.ToString()));
    }
}
