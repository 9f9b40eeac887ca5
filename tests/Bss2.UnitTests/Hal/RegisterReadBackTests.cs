using System.Text.Json;
using Bss2.Emulator;
using Bss2.Hal.Containers;
using Bss2.Hal.Playback;
using Bss2.Hal.Registers;
using Bss2.Spikes;

namespace Bss2.UnitTests.Hal;

/// <summary>
/// Every container that can be written and read, at random coordinates through the emulated chip: what was written comes back.
/// </summary>
public sealed class RegisterReadBackTests
{
    private const int Rounds = 4;

    // Written and read alike, but not memory: reason beside each.
    private static readonly Dictionary<string, string> s_exceptions = new()
    {
        ["Timer"] = "a write sets it to 0, whatever its value",
        ["CommonPhyConfigChip"] = "switching PHYs off ends the session under test",
        ["CommonPhyConfigFPGA"] = "switching PHYs off ends the session under test",
        ["PhyConfigFPGA"] = "a PHY with other settings loses its link",
        ["ADPLL"] = "another clock stops the chip under test",
        ["PLLClockOutputBlock"] = "another clock stops the chip under test",
        ["InstructionTimeoutConfig"] = "a timeout of a few cycles ends the program under test",
        ["SpikeIOConfig"] = "not emulated yet",
        ["SpikeIOInputRoute"] = "not emulated yet",
        ["SpikeIOOutputRoute"] = "not emulated yet",
        ["InputRoutingTableEntry"] = "not emulated yet",
        ["OutputRoutingTableEntry"] = "not emulated yet",
        ["PerfTest"] = "not emulated yet",
        ["PPUControlRegister"] = "starting the plasticity processor is refused",
    };

    // A circuit that the analog core refuses.
    private static readonly string[] s_notModelled = ["en_strong_fire"];

    public static TheoryData<string> Names =>
        [.. ContainerCatalogue.All.Where(entry => entry.WriteTransports != RegisterTransports.None
        && entry.ReadTransports != RegisterTransports.None && !s_exceptions.ContainsKey(entry.Name)).Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_was_written_comes_back(string name)
    {
        ContainerEntry entry = ContainerCatalogue.Find(name)!;
        await using var chip = new EmulatorExecutor(new() { Strict = false });
        await chip.ExecuteAsync(BringUp(), TestContext.Current.CancellationToken);
        SeedTree chance = SeedTree.Root(11).Child((ulong)name.Length).Child(name[0]);
        for (ulong round = 0; round < Rounds; round++)
        {
            int at = chance.Integer(round, entry.CoordinateCount);
            long[] values = [.. entry.Layout.Fields.Select((field,
                f) => field.IsAccessOption || s_notModelled.Contains(field.Name) ? field.Default
                : ContainerPropertyTests.Value(name, field, chance.Child(round).Bits((ulong)f)))];
            var builder = new PlaybackProgramBuilder();
            entry.AppendWrite(values, at, entry.UsualWrite, builder);
            builder.Barrier(Barriers.Omnibus | Barriers.Jtag);
            bool jtag = entry.UsualRead == RegisterTransports.OmnibusOverJtag;
            entry.AppendRead(at, entry.UsualRead, builder);
            PlaybackResult result = await chip.ExecuteAsync(
                builder.Barrier(Barriers.Omnibus | Barriers.Jtag).Build(), TestContext.Current.CancellationToken);
            ulong[] answers = [.. Enumerable.Range(0, entry.AnswerCount).Select(i =>
                result.Answer(jtag ? AnswerKind.JtagData : AnswerKind.OmnibusData, i))];
            Assert.Equal(values, entry.Decode(at, answers));
        }
    }

    [Fact]
    public void Every_exception_is_a_container_that_can_be_written_and_read() => Assert.All(s_exceptions.Keys, name =>
    {
        ContainerEntry entry = ContainerCatalogue.Find(name)!;
        Assert.True(entry.WriteTransports != RegisterTransports.None && entry.ReadTransports != RegisterTransports.None, name);
    });

    // The reference stack's own words, so that this does not depend on how the driver brings a chip up.
    private static PlaybackProgram BringUp()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "golden", "init_sequence.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        var builder = new PlaybackProgramBuilder();
        foreach (JsonElement step in document.RootElement.GetProperty("steps").EnumerateArray())
        {
            foreach (JsonElement word in step.GetProperty("ut").EnumerateArray())
            {
                builder.Append(Convert.ToUInt64(word.GetString(), 16));
            }
        }
        return builder.Build();
    }
}
