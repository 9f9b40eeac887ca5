using System.Text.Json;
using Bss2.Emulator;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Hal.Registers;
using Bss2.Spikes;
using Timer = Bss2.Hal.Containers.Timer;

namespace Bss2.UnitTests.Hal;

/// <summary>
/// Every container that can be written and read, at random coordinates through the emulated chip: what was written comes back.
/// </summary>
public sealed class RegisterReadBackTests
{
    private const int Rounds = 4;

    // Written and read alike, but no memory.
    private static readonly Dictionary<string, string> s_exceptions = new()
    {
        ["Timer"] = "a write sets it to 0, whatever its value, and it runs on: A_timer_starts_at_0_when_it_is_written",
    };

    // Fields that take part, but not with any value.
    private static readonly (string Container, string Field, Func<long, long> Allowed, string Reason)[] s_limits =
    [
        ("InstructionTimeoutConfig", "value", value => value | 1 << 20, "a timeout of a few cycles ends the program under test"),
        ("PLLClockOutputBlock", "output[2].enable_output", _ => 1, "the core needs a clock to be read"),
        ("PLLClockOutputBlock", "output[2].enable_bypass", _ => 1, "and one that no PLL setting stops"),
        ("PPUControlRegister", "inhibit_reset", _ => 0, "starting the plasticity processor is refused"),
    ];

    // What stops links or clocks goes over JTAG, with the core on the reference clock, and to a chip of its own each time.
    private static readonly string[] s_disruptive =
        ["ADPLL", "PLLClockOutputBlock", "CommonPhyConfigChip", "CommonPhyConfigFPGA", "PhyConfigFPGA"];

    public static TheoryData<string> Names => [.. ContainerCatalogue.All.Where(IsReadWrite).Select(entry => entry.Name).Except(s_exceptions.Keys)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_was_written_comes_back(string name)
    {
        ContainerEntry entry = ContainerCatalogue.Find(name)!;
        EmulatorExecutor? chip = null;
        SeedTree chance = SeedTree.Root(11).Child((ulong)name.Length).Child(name[0]);
        for (ulong round = 0; round < Rounds; round++)
        {
            chip = chip is null || s_disruptive.Contains(name) ? await FreshAsync(s_disruptive.Contains(name)) : chip;
            int at = chance.Integer(round, entry.CoordinateCount);
            long[] values = [.. entry.Layout.Fields.Select((field, f) => field.IsAccessOption ? field.Default
                : Allowed(name, field.Name, ContainerPropertyTests.Value(name, field, chance.Child(round).Bits((ulong)f))))];
            Assert.Equal(values, await WriteAndReadAsync(chip, entry, at, values));
        }
    }

    [Fact]
    public async Task A_timer_starts_at_0_when_it_is_written()
    {
        await using var chip = new EmulatorExecutor(new());
        var builder = new PlaybackProgramBuilder();
        builder.Write(default, new Timer()).WaitUntil(700);
        Ticket<Timer> late = builder.Read<Timer, Unique>(default);
        builder.Barrier(Barriers.Omnibus).Write(default, new Timer());
        Ticket<Timer> early = builder.Read<Timer, Unique>(default);
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), TestContext.Current.CancellationToken);
        Assert.InRange((uint)late.Read(result).Value, 700u, 710u);
        Assert.InRange((uint)early.Read(result).Value, 0u, 10u);
    }

    [Fact]
    public void Every_exception_and_limit_concerns_a_container_that_can_be_written_and_read() =>
        Assert.All(s_exceptions.Keys.Concat(s_limits.Select(limit => limit.Container)).Concat(s_disruptive),
            name => Assert.True(IsReadWrite(ContainerCatalogue.Find(name)!), name));

    private static bool IsReadWrite(ContainerEntry entry) =>
        entry.WriteTransports != RegisterTransports.None && entry.ReadTransports != RegisterTransports.None;

    private static long Allowed(string container, string field, long value) =>
        s_limits.FirstOrDefault(limit => limit.Container == container && limit.Field == field).Allowed?.Invoke(value) ?? value;

    private static async Task<long[]> WriteAndReadAsync(EmulatorExecutor chip, ContainerEntry entry, int at, long[] values)
    {
        RegisterTransports write = Way(entry, entry.WriteTransports), read = Way(entry, entry.ReadTransports);
        var builder = new PlaybackProgramBuilder();
        entry.AppendWrite(values, at, write, builder);
        builder.Barrier(Barriers.Omnibus | Barriers.Jtag);
        entry.AppendRead(at, read, builder);
        PlaybackResult result = await chip.ExecuteAsync(
            builder.Barrier(Barriers.Omnibus | Barriers.Jtag).Build(), TestContext.Current.CancellationToken);
        return entry.Decode(at, [.. Enumerable.Range(0, entry.AnswerCount).Select(i =>
            result.Answer(read == RegisterTransports.OmnibusOverJtag ? AnswerKind.JtagData : AnswerKind.OmnibusData, i))]);
    }

    private static RegisterTransports Way(ContainerEntry entry, RegisterTransports possible) =>
        s_disruptive.Contains(entry.Name) && (possible & RegisterTransports.OmnibusOverJtag) != 0
            ? RegisterTransports.OmnibusOverJtag : RegisterAccess.Usual(possible);

    private static async Task<EmulatorExecutor> FreshAsync(bool coreOnReference)
    {
        var chip = new EmulatorExecutor(new());
        PlaybackProgramBuilder builder = BringUp();
        if (coreOnReference)
        {
            IReadOnlyList<PLLClockOutput> standard = new PLLClockOutputBlock().Output;
            builder.WriteOver(RegisterTransports.OmnibusOverJtag, default(Unique),
                new PLLClockOutputBlock { Output = [standard[0], standard[1], standard[2] with { EnableBypass = true }, standard[3]] });
            builder.Barrier(Barriers.Jtag);
        }
        await chip.ExecuteAsync(builder.Build(), TestContext.Current.CancellationToken);
        return chip;
    }

    // The reference stack's own words, so that this does not depend on how the driver brings a chip up.
    private static PlaybackProgramBuilder BringUp()
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
        return builder;
    }
}
