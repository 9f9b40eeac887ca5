using Bss2.Emulator;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Hal.Registers;
using Bss2.Runtime;

namespace Bss2.Examples;

/// <summary>Registers by hand: typed containers at typed places, raw words, and what happens where nothing lives.</summary>
internal static class Registers
{
    public static async Task RunAsync()
    {
        var executor = new EmulatorExecutor(new EmulatorOptions());
        await using var session = new ChipSession(executor);
        ChipIdentity identity = await session.OpenAsync(CancellationToken.None);
        Console.WriteLine($"JTAG id 0x{identity.JtagId:X8}");

        // A program: writes and reads in order, a barrier, a halt. Reads are tickets that its result redeems.
        var circuit = new AtomicNeuron(300);
        var builder = new PlaybackProgramBuilder();
        builder.Write(circuit, new NeuronConfig { EnFire = true, MemCapSize = 42 });
        Ticket<NeuronConfig> read = builder.Read<NeuronConfig, AtomicNeuron>(circuit);
        Ticket<NullPayloadReadable> tick = builder.Barrier(Barriers.Omnibus).Tick();
        PlaybackProgram program = builder.Build();
        PlaybackResult result = await session.ExecuteAsync(program, CancellationToken.None);
        Console.WriteLine($"{program.Words.Length} words; read back: fires {read.Read(result).EnFire}, capacitor {read.Read(result).MemCapSize}");
        Console.WriteLine($"the program took {tick.Time(result).Cycles * 8} ns up to its tick");

        // The same register as words on the Omnibus; `bss2 registers NeuronConfig` shows addresses and fields.
        var addresses = new uint[NeuronConfig.Layout.Words];
        NeuronConfig.GetAddresses(circuit, addresses);
        IRegisterBus bus = new PlaybackRegisterBus(executor);
        foreach (uint address in addresses)
        {
            Console.WriteLine($"0x{address:X8} holds 0x{await ReadAsync(bus, address):X2}");
        }
        try
        {
            await ReadAsync(bus, 0x7FFF_FFFF);
        }
        catch (OmnibusException e)
        {
            Console.WriteLine($"refused: {e.Message[..e.Message.IndexOf('(')]}");
        }
    }

    private static async Task<uint> ReadAsync(IRegisterBus bus, uint address)
    {
        var answer = new uint[1];
        await bus.TransactAsync(new[] { RegisterOperation.Read(address) }, answer, CancellationToken.None);
        return answer[0];
    }
}
