using Bss2.Conformance;
using Bss2.Emulator;
using Bss2.Hal.I2c;
using Bss2.Hal.Playback;
using Bss2.Hal.Registers;
using Bss2.Runtime;
using Bss2.Runtime.BringUp;

namespace Bss2.ConformanceTests;

/// <summary>Register buses and I2C masters, each over a chip in this process and over a link; and that a broken one is noticed.</summary>
public sealed class BusContractTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, Func<IPlaybackExecutor, IRegisterBus>> s_buses = new()
    {
        ["links"] = executor => new PlaybackRegisterBus(executor), ["JTAG"] = executor => new JtagRegisterBus(executor),
    };

    private static readonly Dictionary<string, Func<IRegisterBus, IRegisterBus>> s_brokenBuses = new()
    {
        ["answers reads in reverse"] = bus => new BrokenBus(bus) { Answer = read => [.. read.Reverse()] },
        ["loses the highest bit"] = bus => new BrokenBus(bus) { Answer = read => [.. read.Select(word => word & 0x7FFF_FFFF)] },
        ["loses the last access"] = bus => new BrokenBus(bus) { Sent = operations => operations is [.., { IsRead: false }] ? operations[..^1] : operations },
        ["swaps the first two accesses"] = bus => new BrokenBus(bus)
            { Sent = operations => operations is [{ IsRead: false }, { IsRead: false }, .. var rest] ? [operations[1], operations[0], .. rest] : operations },
        ["answers zero where nothing does"] = bus => new BrokenBus(bus) { Swallows = true },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // A link in this process throws where one behind a wire lets the program time out, and takes no more then.
    public static TheoryData<string, string, string> BusContracts =>
    [
        .. from bus in s_buses.Keys from rig in (string[])["process", "link"] from contract in RegisterBusContracts.All.Keys
           where rig == "process" || !contract.StartsWith("an address where nothing lives", StringComparison.Ordinal) select (bus, rig, contract),
    ];

    public static TheoryData<string, string, string> SilentBusContracts =>
    [
        .. from bus in s_buses.Keys from rig in (string[])["process", "link"] from contract in RegisterBusContracts.FromPowerOn.Keys
           select (bus, rig, contract),
    ];

    public static TheoryData<string, string> MasterContracts =>
        [.. from rig in (string[])["process", "link", "session"] from contract in I2cContracts.All.Keys select (rig, contract)];

    public static TheoryData<string> BrokenBuses => [.. s_brokenBuses.Keys];

    [Theory]
    [MemberData(nameof(BusContracts))]
    public async Task A_register_bus_holds(string bus, string rig, string contract)
    {
        await using IPlaybackExecutor chip = Open(rig);
        await chip.ExecuteAsync(SystemInit.Program(new()), Token);
        await RegisterBusContracts.All[contract](s_buses[bus](chip), Token);
    }

    [Theory]
    [MemberData(nameof(SilentBusContracts))]
    public async Task A_register_bus_holds_from_power_on(string bus, string rig, string contract)
    {
        await using IPlaybackExecutor chip = Open(rig);
        await RegisterBusContracts.FromPowerOn[contract](s_buses[bus](chip), Token);
    }

    [Theory]
    [MemberData(nameof(MasterContracts))]
    public async Task An_I2C_master_holds(string rig, string contract)
    {
        await using IPlaybackExecutor chip = Open(rig);
        if (chip is ChipSession session)
        {
            await session.OpenAsync(Token);
        }
        await I2cContracts.All[contract](new PlaybackI2cMaster(chip), Token);
    }

    [Theory]
    [MemberData(nameof(BrokenBuses))]
    public async Task A_broken_register_bus_is_noticed(string sabotage)
    {
        int broken = 0;
        foreach (Func<IRegisterBus, CancellationToken, Task> contract in RegisterBusContracts.All.Values)
        {
            await using var chip = new EmulatorExecutor(new());
            await chip.ExecuteAsync(SystemInit.Program(new()), Token);
            try
            {
                await contract(s_brokenBuses[sabotage](new PlaybackRegisterBus(chip)), Token);
            }
            catch (ConformanceException)
            {
                broken++;
            }
        }
        Assert.NotEqual(0, broken);
    }

    private static IPlaybackExecutor Open(string rig) => rig switch
    {
        "process" => new EmulatorExecutor(new()),
        "link" => new WireExecutor(new EmulatorLink(new()), s_deadline, TimeProvider.System),
        _ => new ChipSession(new EmulatorExecutor(new())),
    };

    private sealed class BrokenBus(IRegisterBus bus) : IRegisterBus
    {
        public Func<uint[], uint[]> Answer { get; init; } = read => read;

        public Func<RegisterOperation[], RegisterOperation[]> Sent { get; init; } = operations => operations;

        public bool Swallows { get; init; }

        public async ValueTask TransactAsync(
            ReadOnlyMemory<RegisterOperation> operations, Memory<uint> readBack, CancellationToken cancellationToken)
        {
            try
            {
                await bus.TransactAsync(Sent(operations.ToArray()), readBack, cancellationToken);
            }
            catch (OmnibusException) when (Swallows)
            {
                readBack.Span.Clear();
            }
            Answer(readBack.ToArray()).CopyTo(readBack);
        }
    }
}
