using Bss2.Hal.Playback;
using Bss2.Spikes;

namespace Bss2.UnitTests.Wire;

public sealed class SpikeFifoTests
{
    private static readonly SpikeEvent[] Five = [.. Enumerable.Range(0, 5).Select(i => new SpikeEvent(new((ushort)i), new((ulong)i), new((ulong)i)))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_oldest_spikes_stay_and_every_lost_one_is_counted()
    {
        var fifo = new SpikeFifo(3);
        fifo.Write(Five);
        Assert.Equal(2ul, fifo.DroppedCount);
        fifo.Complete();
        var read = new SpikeEvent[5];
        Assert.True(await fifo.WaitToReadAsync(Token));
        Assert.Equal(3, fifo.Read(read));
        Assert.Equal(Five[..3], read[..3]);
        Assert.False(await fifo.WaitToReadAsync(Token));
    }

    [Fact]
    public async Task A_waiting_reader_wakes_even_if_somebody_looked_into_the_empty_queue()
    {
        var fifo = new SpikeFifo(8);
        Task<bool> waiting = fifo.WaitToReadAsync(Token).AsTask();
        Assert.Equal(0, fifo.Read(new SpikeEvent[1]));
        fifo.Write(Five);
        // The limit only ends a broken run: a correct queue completes at once.
        Assert.True(await waiting.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }
}
