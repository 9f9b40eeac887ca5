using System.Diagnostics;
using System.Net;
using Bss2.Emulator.Wire;
using Bss2.Hal.Wire;
using Bss2.Links.Udp;

namespace Bss2.ConformanceTests;

/// <summary>A program far longer than any memory on the way, over UDP: it is executed while it arrives.</summary>
/// <remarks>
/// Link-and-playback 8: the original's throughput programs have 2^26 messages. Takes a minute: run it with --explicit only
/// (docs/testing.md). Every test run has a small one, whose frames must not be repeated without need.
/// </remarks>
public sealed class HugeProgramTests(ITestOutputHelper output)
{
    private const int PieceWords = 1 << 18;
    private const long MostBytes = 256L << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task A_program_of_2_to_the_26_messages_is_answered_with_bounded_memory()
    {
        await RunAsync(2, answered: true);
        long before = Process.GetCurrentProcess().PeakWorkingSet64;
        await RunAsync((1 << 26) / PieceWords, answered: true);
        long grown = Process.GetCurrentProcess().PeakWorkingSet64 - before;
        output.WriteLine($"peak working set {before >> 20} MiB, {grown >> 20} MiB more for 512 MiB of program and as many of answers");
        Assert.InRange(grown, 0, MostBytes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_program_longer_than_what_is_on_the_way_is_not_repeated_without_need(bool answered)
    {
        // Whoever shares the machine may take it away for longer than a frame waits; the best of some runs says what the protocol does. On a
        // quiet machine hardly any frame is repeated; a sender that takes lateness for loss repeats each several times.
        long best = long.MaxValue;
        for (int run = 0; run < 5 && best > 30; run++)
        {
            best = Math.Min(best, await RunAsync(2, answered));
        }
        Assert.InRange(best, 0, 2 * PieceWords / 180 / 2);
    }

    // Pieces of words, the last with a halt behind it; returns how many frames this side repeated or received again.
    private async Task<long> RunAsync(int pieces, bool answered)
    {
        using var farEnd = new UdpFarEnd(new EmulatedBoard(new(), _ => { }), new(IPAddress.Loopback, 0), new(IPAddress.Loopback, 0));
        var options = new UdpLinkOptions
        {
            DataPort = farEnd.EndPoint.Port, ResetPort = farEnd.ResetEndPoint.Port, Times = Patient.Times, Silence = TimeSpan.FromMinutes(1),
        };
        await using UdpLink link = await UdpLink.ConnectAsync("127.0.0.1", options, TimeProvider.System, Token);
        var piece = new ulong[PieceWords];
        Array.Fill(piece, answered ? ToFpga.Loopback(tick: true) : ToFpga.Setup());
        long start = Stopwatch.GetTimestamp();
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < pieces; i++)
            {
                await link.SendAsync(piece, Token);
            }
            await link.SendAsync(new[] { ToFpga.Loopback(tick: false) }, Token);
        }, Token);
        var counter = new Counter();
        var decoder = new UtDecoder(UtDictionary.FromFpga);
        var buffer = new ulong[4096];
        while (!counter.Halted)
        {
            decoder.Decode(buffer.AsSpan(0, await link.ReceiveAsync(buffer, Token)), counter);
        }
        await sending;
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Assert.Equal(answered ? (long)pieces * PieceWords : 0, counter.Ticks);
        output.WriteLine($"{(long)pieces * PieceWords / seconds / 1e6:F2} M messages/s; {link.Statistics.FramesSent} frames sent, "
            + $"{link.Statistics.Retransmissions} repeated; {link.Statistics.FramesReceived} received, {link.Statistics.Duplicates} again");
        return link.Statistics.Retransmissions + link.Statistics.Duplicates;
    }

    private sealed class Counter : IUtMessageSink
    {
        public long Ticks { get; private set; }

        public bool Halted { get; private set; }

        public void Take(int header, UInt128 payload)
        {
            if (header == FromFpga.LoopbackHeader)
            {
                Ticks += payload != 0 ? 1 : 0;
                Halted |= payload == 0;
            }
        }
    }
}
