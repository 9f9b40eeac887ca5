using Bss2.Hal;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

namespace Bss2.UnitTests.Wire;

/// <summary>What the wire executor does when its link misbehaves.</summary>
public sealed class WireExecutorTests
{
    // Only ends a broken run: no test waits for it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failed_send_is_thrown_at_once_and_faults_the_link()
    {
        var link = new ScriptedLink { SendError = new HalException("cable pulled") };
        await using var chip = new WireExecutor(link, Timeout.InfiniteTimeSpan, TimeProvider.System);
        HalException error = await Assert.ThrowsAnyAsync<HalException>(() => Run(chip));
        Assert.Equal("cable pulled", error.Message);
        await Assert.ThrowsAsync<PlaybackException>(() => Run(chip));
    }

    [Fact]
    public async Task A_closed_link_is_an_error()
    {
        await using var chip = new WireExecutor(new ScriptedLink { Replies = new([[]]) }, Timeout.InfiniteTimeSpan, TimeProvider.System);
        PlaybackException error = await Assert.ThrowsAsync<PlaybackException>(() => Run(chip));
        Assert.Contains("closed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_stream_names_header_and_word()
    {
        await using var chip = new WireExecutor(new ScriptedLink { Replies = new([[0x0200_0000_0000_0001], [0x7F00_0000_0000_0000]]) },
            Timeout.InfiniteTimeSpan, TimeProvider.System);
        UtDecodeException error = await Assert.ThrowsAsync<UtDecodeException>(() => Run(chip));
        Assert.Equal((127, 1L), (error.Header, error.WordIndex));
    }

    [Fact]
    public async Task A_halt_that_never_comes_ends_at_the_deadline_and_faults_the_link()
    {
        await using var chip = new WireExecutor(new ScriptedLink(), TimeSpan.FromMilliseconds(1), TimeProvider.System);
        LinkException error = await Assert.ThrowsAsync<LinkException>(() => Run(chip));
        Assert.Equal(LinkFailure.NoHalt, error.Failure);
        Assert.Contains("No halt", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PlaybackException>(() => Run(chip));
    }

    [Fact]
    public async Task Extra_answers_are_refused_and_fault_the_link()
    {
        await using var chip = new WireExecutor(new ScriptedLink { Replies = new([[0x0100_0000_0000_0007, 0x0200_0000_0000_0000]]) },
            Timeout.InfiniteTimeSpan, TimeProvider.System);
        await Assert.ThrowsAsync<PlaybackException>(() => Run(chip));
        await Assert.ThrowsAsync<PlaybackException>(() => Run(chip));
    }

    private static Task Run(WireExecutor chip) =>
        chip.ExecuteAsync(new PlaybackProgramBuilder().Build(), Token).AsTask().WaitAsync(Patience, Token);

    private sealed class ScriptedLink : IChipLink
    {
        public HalException? SendError { get; init; }

        public Queue<ulong[]> Replies { get; init; } = new();

        public ChipDescription Chip { get; } = new("scripted", IsEmulated: true, "scripted");

        public int MaxProgramWords => PlaybackProgram.FifoInstructions;

        public async ValueTask SendAsync(ReadOnlyMemory<ulong> words, CancellationToken cancellationToken)
        {
            await Task.Yield();
            if (SendError is not null)
            {
                throw SendError;
            }
        }

        public async ValueTask<int> ReceiveAsync(Memory<ulong> destination, CancellationToken cancellationToken)
        {
            if (!Replies.TryDequeue(out ulong[]? reply))
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return 0;
            }
            reply.CopyTo(destination);
            return reply.Length;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
