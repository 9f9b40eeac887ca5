using Bss2.Hal.Wire;

namespace Bss2.Conformance;

/// <summary>What every link must do: words whole, in order, none lost, none twice, whatever the pieces in which they come and go.</summary>
/// <remarks>The far end is an FPGA: its external memory and its ticks say what arrived. Each contract gets a fresh link.</remarks>
public static class LinkContracts
{
    private const uint Memory = 0x8000_0000;
    private const int ManyTicks = 1 << 17, PatternWords = 1 << 13, ReceiveWords = 4096, ReadsPerBarrier = 32;

    private static readonly ulong s_halt = ToFpga.Loopback(tick: false);

    /// <summary>The contracts, by what they demand.</summary>
    public static IReadOnlyDictionary<string, Func<IChipLink, CancellationToken, Task>> All { get; } =
        new SortedDictionary<string, Func<IChipLink, CancellationToken, Task>>(StringComparer.Ordinal)
        {
            ["what was written in bulk is read back in order"] = Bulk,
            ["words may go out in any pieces"] = SentInPieces,
            ["words may be taken one at a time"] = TakenOneByOne,
            ["both directions flow at the same time"] = BothWays,
            ["an answer comes without waiting for a halt"] = NothingLingers,
            ["a cancelled receive ends"] = Cancelled,
            ["a closed link refuses, and closing twice does no harm"] = Closed,
        };

    private static async Task Bulk(IChipLink link, CancellationToken token)
    {
        List<ulong> words = [];
        AppendPattern(words, PatternWords);
        await ExchangeAsync(link, words, words.Count, ReceiveWords, PatternWords, token).ConfigureAwait(false);
    }

    private static async Task SentInPieces(IChipLink link, CancellationToken token)
    {
        const int count = 700;
        List<ulong> words = [];
        AppendPattern(words, count);
        // Around one, two and many packets of 64 and of 180 words.
        foreach (int size in (int[])[1, 63, 64, 65, 179, 180, 181, 361])
        {
            await ExchangeAsync(link, words, size, ReceiveWords, count, token).ConfigureAwait(false);
        }
    }

    private static async Task TakenOneByOne(IChipLink link, CancellationToken token)
    {
        const int count = 700;
        List<ulong> words = [];
        AppendPattern(words, count);
        await ExchangeAsync(link, words, words.Count, 1, count, token).ConfigureAwait(false);
    }

    private static async Task BothWays(IChipLink link, CancellationToken token)
    {
        var ticks = new ulong[ManyTicks + 1];
        Array.Fill(ticks, ToFpga.Loopback(tick: true));
        ticks[^1] = s_halt;
        // Far more answers than any buffer on the way holds: a link that sends before it receives would stand still.
        Task sending = link.SendAsync(ticks, token).AsTask();
        Answers answers = await ReceiveAsync(link, ReceiveWords, token).ConfigureAwait(false);
        await sending.ConfigureAwait(false);
        Require.Equal(ManyTicks, answers.Ticks);
    }

    private static async Task NothingLingers(IChipLink link, CancellationToken token)
    {
        if (link.MaxProgramWords < Array.MaxLength)
        {
            throw new ContractSkippedException($"the far end announces a program memory of {link.MaxProgramWords} words: it starts a program when it "
                + "has all of it (start on halt, link-and-playback 7b)");
        }
        var answers = new Answers();
        var decoder = new UtDecoder(UtDictionary.FromFpga);
        var buffer = new ulong[ReceiveWords];
        for (int i = 1; i <= 3; i++)
        {
            await link.SendAsync(new[] { ToFpga.Loopback(tick: true) }, token).ConfigureAwait(false);
            while (answers.Ticks < i)
            {
                int got = await link.ReceiveAsync(buffer, token).ConfigureAwait(false);
                Require.True(got > 0, "the link stays open");
                decoder.Decode(buffer.AsSpan(0, got), answers);
            }
        }
    }

    private static async Task Cancelled(IChipLink link, CancellationToken token)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(token);
        ValueTask<int> receive = link.ReceiveAsync(new ulong[1], cancel.Token);
        Require.True(!receive.IsCompleted, "a receive waits while nothing comes");
        await cancel.CancelAsync().ConfigureAwait(false);
        await Require.ThrowsAsync<OperationCanceledException>(async () => await receive.ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static async Task Closed(IChipLink link, CancellationToken token)
    {
        await link.DisposeAsync().ConfigureAwait(false);
        await link.DisposeAsync().ConfigureAwait(false);
        await Require.ThrowsAsync<ObjectDisposedException>(
            async () => await link.SendAsync(new[] { s_halt }, token).ConfigureAwait(false)).ConfigureAwait(false);
        await Require.ThrowsAsync<ObjectDisposedException>(
            async () => await link.ReceiveAsync(new ulong[1], token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    // Every word its own value, so that a lost, doubled or exchanged word shows.
    private static void AppendPattern(List<ulong> words, int count)
    {
        for (int i = 0; i < count; i++)
        {
            words.Add(ToFpga.OmnibusAddress(Memory + (uint)i, read: false));
            words.Add(ToFpga.OmnibusData(Pattern(i)));
        }
        for (int i = 0; i < count; i++)
        {
            words.Add(ToFpga.OmnibusAddress(Memory + (uint)i, read: true));
            if (i % ReadsPerBarrier == ReadsPerBarrier - 1)
            {
                words.Add(ToFpga.Barrier(1));
            }
        }
        words.Add(ToFpga.Barrier(1));
        words.Add(s_halt);
    }

    private static uint Pattern(int i) => unchecked((uint)i * 0x9E37_79B1u) ^ 0x5A5A_0000;

    private static async Task ExchangeAsync(IChipLink link, List<ulong> words, int sendSize, int receiveSize, int count,
        CancellationToken token)
    {
        ReadOnlyMemory<ulong> all = words.ToArray();
        async Task SendAllAsync()
        {
            for (ReadOnlyMemory<ulong> rest = all; !rest.IsEmpty; rest = rest[Math.Min(sendSize, rest.Length)..])
            {
                await link.SendAsync(rest[..Math.Min(sendSize, rest.Length)], token).ConfigureAwait(false);
            }
        }
        Task sending = SendAllAsync();
        Answers answers = await ReceiveAsync(link, receiveSize, token).ConfigureAwait(false);
        await sending.ConfigureAwait(false);
        Require.Equal(Enumerable.Range(0, count).Select(Pattern), answers.Data, "the memory read back");
    }

    private static async Task<Answers> ReceiveAsync(IChipLink link, int size, CancellationToken token)
    {
        var answers = new Answers();
        var decoder = new UtDecoder(UtDictionary.FromFpga);
        var buffer = new ulong[size];
        while (!answers.Halted)
        {
            int got = await link.ReceiveAsync(buffer, token).ConfigureAwait(false);
            Require.True(got > 0, "the link stays open until the halt comes back");
            decoder.Decode(buffer.AsSpan(0, got), answers);
        }
        return answers;
    }

    private sealed class Answers : IUtMessageSink
    {
        public List<uint> Data { get; } = [];

        public int Ticks { get; private set; }

        public bool Halted { get; private set; }

        public void Take(int header, UInt128 payload)
        {
            switch (header)
            {
                case FromFpga.OmnibusDataHeader:
                    Data.Add((uint)payload);
                    break;
                case FromFpga.LoopbackHeader when payload != 0:
                    Ticks++;
                    break;
                case FromFpga.LoopbackHeader:
                    Halted = true;
                    break;
            }
        }
    }
}
