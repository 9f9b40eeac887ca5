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
    public async Task Figure_2_has_the_maximum_membrane_of_three_outputs_at_every_validation_point_and_a_curve_over_seeds()
    {
        using var folder = new TemporaryFolder();
        (int code, string output, string error) = await Bss2Process.RunAsync("figure", "2", "--substrate", "simulation", "--seeds", "2", "--epochs", "1",
            "--out", folder.Location, "--json");
        Assert.True(code == 0, error);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        Assert.InRange(json.GetProperty("validation_accuracy").GetDouble(), 0.7, 1);
        string[] maps = File.ReadAllLines(folder["figure2-maps.csv"]), curve = File.ReadAllLines(folder["figure2-curve.csv"]);
        Assert.Equal("x,y,label,max_membrane_yang,max_membrane_yin,max_membrane_dot", maps[0]);
        Assert.Equal(1 + 1000, maps.Length);
        double[] seeds = [.. curve[1].Split(',').Select(field => double.Parse(field, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(0.5 * (seeds[3] + seeds[4]), seeds[1], 1e-12);
        Assert.NotEqual(seeds[3], seeds[4]);
        Assert.All((string[])["figure2-maps.svg", "figure2-curve.svg", "figure2.md"], file => Assert.True(new FileInfo(folder[file]).Length > 0, file));
    }

    [Fact]
    public async Task Doctor_reports_checks_and_its_exit_code_says_whether_one_is_a_problem()
    {
        (int code, string output, _) = await Bss2Process.RunAsync("doctor", "--json");
        JsonElement[] checks = [.. JsonDocument.Parse(output).RootElement.GetProperty("checks").EnumerateArray()];
        Assert.Contains(checks,
            c => c.GetProperty("name").GetString() == "runtime" && c.GetProperty("verdict").GetString() == "ok");
        Assert.Contains(checks, c => c.GetProperty("name").GetString() == "vector width");
        Assert.Equal(checks.Any(c => c.GetProperty("verdict").GetString() == "problem") ? 1 : 0, code);
        Assert.All(checks, c => Assert.True(
            c.GetProperty("verdict").GetString() == "ok" || c.GetProperty("advice").GetString()!.Length > 0, c.ToString()));
    }

    [Fact]
    public async Task Registers_gives_a_table_as_JSON_and_refuses_an_unknown_name_with_suggestions()
    {
        (int code, string output, _) = await Bss2Process.RunAsync("registers", "cadcconfig", "--json");
        Assert.Equal(0, code);
        JsonElement container = Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("containers").EnumerateArray().ToArray());
        Assert.Equal("CADCConfig", container.GetProperty("name").GetString());
        Assert.Equal("0x0240_1000 + 0x0100_0000·n", container.GetProperty("addresses")[0].GetString());
        Assert.Equal(100, container.GetProperty("fields")[1].GetProperty("default").GetInt64());
        (code, _, string error) = await Bss2Process.RunAsync("registers", "CADCConfg");
        Assert.Equal(2, code);
        Assert.Contains("Did you mean CADCConfig", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_reports_rails_and_refuses_a_code_outside_its_limits()
    {
        (int code, string output, _) = await Bss2Process.RunAsync("probe", "--die", "3", "--load", "1e7", "--strict", "--json");
        Assert.Equal(0, code);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        Assert.Equal("0x348580AF", json.GetProperty("chip").GetProperty("jtag_id").GetString());
        Assert.Equal(6, json.GetProperty("rails").GetArrayLength());
        Assert.InRange(json.GetProperty("power_w").GetDouble(), 0.19, 0.21);
        Assert.True(json.GetProperty("power_under_load_w").GetDouble() > json.GetProperty("power_w").GetDouble() + 5e-3);
        Assert.Equal(36, json.GetProperty("temperature_c").GetDouble());
        JsonElement link = json.GetProperty("link");
        Assert.Equal(8, link.GetProperty("phys_up").GetInt32());
        Assert.True(link.GetProperty("systime").GetBoolean());
        Assert.Equal(link.GetProperty("test").GetProperty("sent").GetUInt32(), link.GetProperty("test").GetProperty("in_order").GetUInt32());
        Assert.Equal(20, json.GetProperty("drops").GetProperty("crossbar_inputs").GetArrayLength());
        Assert.Equal(0, json.GetProperty("diagnostics").GetArrayLength());
        (code, _, string error) = await Bss2Process.RunAsync("probe", "--set", "vdd12_digital=2500");
        Assert.Equal(1, code);
        Assert.Contains("2050..2130", error, StringComparison.Ordinal);
        (code, _, error) = await Bss2Process.RunAsync("probe", "--board", "jboa", "--set", "vdd12_pll=173");
        Assert.Equal(1, code);
        Assert.Contains("164..172", error, StringComparison.Ordinal);
        (code, output, _) = await Bss2Process.RunAsync("probe", "--set", "vdd12_pll=470", "--dry-run");
        Assert.Equal(0, code);
        Assert.Contains("none was written", output, StringComparison.Ordinal);
        (code, _, _) = await Bss2Process.RunAsync("probe", "--set", "vdd13=1");
        Assert.Equal(2, code);
    }
}
