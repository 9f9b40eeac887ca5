using System.Text.Json.Nodes;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Spikes;
using Bss2.Calibration.Store;
using Bss2.Calibration.Targets;
using Bss2.Hal.Coordinates;
using Bss2.Runtime.Placement;

namespace Bss2.UnitTests.Calibration;

/// <summary>Calibration files: the same bits back, and a clear refusal of everything that is not one for this chip.</summary>
public sealed class CalibrationStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bss2-calibration").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_calibration_comes_back_as_it_was()
    {
        CalibrationFile file = Example();
        string text = CalibrationJson.Write(file);
        CalibrationFile again = CalibrationJson.Read(text, "memory");
        Assert.Equal(text, CalibrationJson.Write(again));
        Assert.Equal(file.Key, again.Key);
        Assert.Equal(file.State.Settings, again.State.Settings);
        Assert.Equal(file.State.Success, again.State.Success);
        Assert.Equal(file.State.Usage, again.State.Usage);
        Assert.Equal(file.State.Cadc, again.State.Cadc);
        Assert.Equal(file.State[Quantity.MembraneTau], again.State[Quantity.MembraneTau]);
        Assert.Equal(file.Target.Circuits, again.Target.Circuits);
    }

    [Fact]
    public void The_store_finds_what_it_saved_by_key_and_leaves_no_temporary_file()
    {
        var store = new CalibrationStore(_folder);
        CalibrationFile file = Example();
        Assert.Null(store.Find(file.Key, file.ChipIdentity, file.Target.Name, file.Method));
        string path = store.Save(file);
        Assert.Equal(file.Key, store.Find(file.Key, file.ChipIdentity, file.Target.Name, file.Method)!.Key);
        Assert.Equal([path], Directory.GetFiles(_folder));
        Assert.NotEqual(file.Key, (file with { ChipIdentity = "emulator:4" }).Key);
        Assert.NotEqual(file.Key, (file with { Routines = [new("a", 2), new("b", 1)] }).Key);
    }

    [Theory]
    [InlineData("", "damaged or no calibration")]
    [InlineData("{\"format\":\"bss2-calibr", "damaged or no calibration")]
    [InlineData("{}", "no calibration")]
    [InlineData("[1,2]", "no calibration")]
    [InlineData("{\"format\":\"something-else\",\"version\":1}", "no calibration")]
    [InlineData("{\"format\":\"bss2-calibration\",\"version\":0,\"calibration\":{}}", "format 0")]
    [InlineData("{\"format\":\"bss2-calibration\",\"version\":99,\"calibration\":{}}", "newer")]
    [InlineData("{\"format\":\"bss2-calibration\",\"version\":1,\"calibration\":{}}", "checksum")]
    public void What_is_no_calibration_is_refused_by_name(string text, string reason)
    {
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => CalibrationJson.Read(text, "here.json"));
        Assert.Contains("here.json", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_changed_digit_or_a_cut_anywhere_is_found()
    {
        string text = CalibrationJson.Write(Example());
        int code = text.IndexOf("\"v_leak\":[", StringComparison.Ordinal) + "\"v_leak\":[".Length;
        string changed = text[..code] + (text[code] == '1' ? '2' : '1') + text[(code + 1)..];
        Assert.Contains("checksum", Assert.Throws<InvalidDataException>(() => CalibrationJson.Read(changed, "x")).Message, StringComparison.Ordinal);
        for (int cut = 0; cut < text.Length - 2; cut += 97)
        {
            Assert.Throws<InvalidDataException>(() => CalibrationJson.Read(text[..cut], "x"));
        }
    }

    [Fact]
    public void Content_that_contradicts_itself_is_refused_though_its_checksum_is_right()
    {
        JsonObject root = JsonNode.Parse(CalibrationJson.Write(Example()))!.AsObject();
        JsonObject body = root["calibration"]!.AsObject();
        body["codes"]!["v_leak"]!.AsArray().RemoveAt(0);
        root["sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(body.ToJsonString())));
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => CalibrationJson.Read(root.ToJsonString(), "x"));
        Assert.Contains("v_leak has 2 values; 3 are needed", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_chips_calibration_and_an_unfinished_one_are_not_applied()
    {
        CalibrationFile file = Example();
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => file.RequireChip("emulator:7", "cal.json"));
        Assert.Contains("emulator:3", e.Message, StringComparison.Ordinal);
        Assert.Contains("emulator:7", e.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => (file with { Routines = [.. file.Routines, new("c", 1)] }).Table());
        CircuitTable table = file.Table();
        table.Validate();
        Assert.Equal([false, true, false], new[] { 8, 9, 10 }.Select(i => table.Usable[i]));
        Assert.Equal(701, table[new AtomicNeuron(9)].Codes[CircuitRow.Leak]);
    }

    [Fact]
    public void Drift_is_what_changed_between_two_calibrations_of_a_chip()
    {
        CalibrationFile earlier = Example();
        CalibrationFile later = earlier with
        {
            State = earlier.State with { Settings = [.. earlier.State.Settings.Select(s => s.With(CircuitRow.Leak, s.Codes[CircuitRow.Leak] + 3))] },
        };
        IReadOnlyList<DriftRow> rows = CalibrationDrift.Between(earlier, later);
        Assert.Equal(new DriftRow("v_leak", "codes", 1, 3, 0, 3), rows.Single(row => row.Name == "v_leak"));
        Assert.Equal(0, rows.Single(row => row.Name == Quantity.MembraneTau).Largest);
        Assert.Throws<InvalidDataException>(() => CalibrationDrift.Between(earlier, later with { ChipIdentity = "emulator:9" }));
        Assert.Throws<InvalidDataException>(() => CalibrationDrift.Between(earlier, later with { Target = CalibrationTarget.FirstSpike }));
    }

    [Theory]
    [InlineData("{\"name\":\"mine\",\"aims\":[{\"tau_mem_us\":9,\"tau_syn_us\":4}]}", null)]
    [InlineData("{\"aims\":[{\"circuits\":\"0-255\",\"tau_mem_us\":9,\"tau_syn_us\":4}]}", "circuit 256")]
    [InlineData("{\"aims\":[{\"tau_mem_us\":9}]}", "tau_syn_us")]
    [InlineData("{\"aims\":[{\"tau_mem_us\":9000,\"tau_syn_us\":4}]}", "0.5..60")]
    [InlineData("{\"aims\":[{\"tau_mem\":9,\"tau_syn_us\":4}]}", "tau_mem;")]
    [InlineData("{\"aims\":[{\"circuits\":\"9-600\",\"tau_mem_us\":9,\"tau_syn_us\":4}]}", "9-600")]
    [InlineData("[]", "an object")]
    public void A_users_target_is_read_or_refused_by_name(string json, string? reason)
    {
        string path = Path.Combine(_folder, "target.json");
        File.WriteAllText(path, json);
        if (reason is null)
        {
            Assert.All(TargetJson.ReadFile(path).Circuits, aim => Assert.Equal((9, 4, 80), (aim.MembraneTauUs, aim.SynapticTauUs, aim.LeakLsb)));
            return;
        }
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => TargetJson.ReadFile(path));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    internal static CalibrationFile Example()
    {
        AtomicNeuron[] circuits = [new(8), new(9), new(300)];
        CalibrationState state = CalibrationState.Start([.. circuits.Select((_, i) => NominalSettings.For(CalibrationTarget.Max.Circuits[0]).With(CircuitRow.Leak, 700 + i))])
            .With(Quantity.MembraneTau, [6.01, 1 / 3.0, null]);
        RoutineReport Report(string name, bool[] success) => new()
        {
            Routine = name, Version = 1, Measurements = 4, ChipSeconds = 0.25, Success = success, AtBoundary = 1, ResidualRms = 0.1, ResidualUnit = "µs",
        };
        return new()
        {
            ChipIdentity = "emulator:3", ChipName = "an emulator", Method = "spikes", Target = CalibrationTarget.Max, Circuits = circuits,
            Routines = [new("a", 1), new("b", 1)],
            State = state with
            {
                Cadc = CadcSettings.Start with { RampSlope = [201, 199, 200, 202], ChannelOffsets = [.. Enumerable.Range(0, CadcChannel.Count).Select(c => c % 100 - 50)] },
                Reports = [Report("a", [true, true, false]), Report("b", [false, true, true])],
                Usage = new(1, 2, 3, 0, 0, 6, 7),
            },
        };
    }
}
