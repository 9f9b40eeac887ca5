using System.Net;
using Bss2.Emulator;
using Bss2.Emulator.Wire;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Links.Tcp;
using Bss2.Links.Udp;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Spikes;

namespace Bss2.ConformanceTests;

/// <summary>Spikes do not depend on the pieces in which a program arrives, nor on the pauses between them.</summary>
public sealed class PaceTests
{
    private const int Inputs = 5, Hidden = 60, Samples = 6, PauseMs = 3;

    private static readonly EmulatorOptions s_options = new() { Die = 2, NoiseSeed = 9 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("in process")]
    [InlineData("tcp")]
    [InlineData("udp")]
    public async Task A_program_in_pieces_gives_the_same_spikes_to_the_bit(string transport)
    {
        TimedSpike[][] whole = await RunAsync(new EmulatorExecutor(s_options));
        await using LinkRig rig = await CreateAsync(transport);
        var pieces = new LinkInPieces(rig.Link);
        Assert.Equal(whole, await RunAsync(new WireExecutor(pieces, TimeSpan.FromMinutes(2), TimeProvider.System)));
        Assert.True(pieces.Pauses > 150, $"{pieces.Pauses} pauses");
        Assert.True(whole.Sum(spikes => spikes.Length) > 200, $"{whole.Sum(spikes => spikes.Length)} spikes");
    }

    private static async Task<TimedSpike[][]> RunAsync(IPlaybackExecutor executor)
    {
        SeedTree random = SeedTree.Root(3);
        var network = new NetworkSnapshot
        {
            InputSize = Inputs,
            WindowUs = 40,
            Layers = [new("hidden", Hidden, new() { MembraneTimeConstantUs = 10, SynapticTimeConstantUs = 5, RefractoryUs = 2 })],
            Projections = [new(-1, 0, Inputs, Hidden, [.. Enumerable.Range(0, Inputs * Hidden).Select(k => 0.5 + 0.4 * random.Gaussian((ulong)k))])],
        };
        var inputs = new SpikeBatch(Inputs,
        [
            .. Enumerable.Range(0, Samples).Select(s => Enumerable.Range(0, 4 * Inputs)
                .Select(k => new TimedSpike(k % Inputs, (100 + 200 * k + 13 * s) * FpgaTime.CycleUs)).ToArray()),
        ]);
        await using var chip = new ChipSubstrate(executor, rowsPerInput: 2) { CapMemSettleMs = 15 };
        await chip.RunAsync(network, inputs, 3, Token);
        RecordedBatch batch = await chip.RunAsync(network, inputs, 4, Token);
        return [.. Enumerable.Range(0, Samples).Select(s => batch.Spikes(s, 0).ToArray())];
    }

    private static async Task<LinkRig> CreateAsync(string transport)
    {
        var board = new EmulatedBoard(s_options, _ => { });
        var any = new IPEndPoint(IPAddress.Loopback, 0);
        switch (transport)
        {
            case "tcp":
                var tcp = new TcpFarEnd(board, any);
                return new(await TcpLink.ConnectAsync("127.0.0.1", tcp.EndPoint.Port, Patient.Times, TimeProvider.System, Token), tcp);
            case "udp":
                var udp = new UdpFarEnd(board, any, any);
                var options = new UdpLinkOptions { DataPort = udp.EndPoint.Port, ResetPort = udp.ResetEndPoint.Port, Times = Patient.Times };
                return new(await UdpLink.ConnectAsync("127.0.0.1", options, TimeProvider.System, Token), udp);
            default:
                return new(new EmulatorLink(s_options));
        }
    }

    // Cuts every program into pieces of other lengths each time, and waits between them.
    private sealed class LinkInPieces(IChipLink link) : IChipLink
    {
        private static readonly SeedTree s_cuts = SeedTree.Root(11);

        public int Pauses { get; private set; }

        public ChipDescription Chip => link.Chip;

        public int MaxProgramWords => link.MaxProgramWords;

        public async ValueTask SendAsync(ReadOnlyMemory<ulong> words, CancellationToken cancellationToken)
        {
            while (!words.IsEmpty)
            {
                int piece = Math.Min(words.Length, 1 + (int)(s_cuts.Uniform((ulong)Pauses) * 60));
                await link.SendAsync(words[..piece], cancellationToken);
                words = words[piece..];
                Pauses++;
                await Task.Delay(PauseMs, cancellationToken);
            }
        }

        public ValueTask<int> ReceiveAsync(Memory<ulong> destination, CancellationToken cancellationToken) =>
            link.ReceiveAsync(destination, cancellationToken);

        public ValueTask DisposeAsync() => link.DisposeAsync();
    }
}
