using Bss2.Training;

namespace Bss2.UnitTests.Training;

public sealed class BlockWorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_block_of_every_job_runs_once_and_no_two_calls_share_a_worker(int threads)
    {
        var workers = new BlockWorkers(threads);
        var random = Bss2.Spikes.SeedTree.Root(1);
        for (int round = 0; round < 2000; round++)
        {
            int blocks = random.Integer((ulong)round, 20);
            var runs = new int[blocks];
            var busy = new int[threads];
            workers.Run(blocks, (block, worker) =>
            {
                Assert.Equal(1, Interlocked.Increment(ref busy[worker]));
                Interlocked.Increment(ref runs[block]);
                Thread.SpinWait(random.Integer((ulong)block, 50));
                Interlocked.Decrement(ref busy[worker]);
            });
            Assert.All(runs, n => Assert.Equal(1, n));
        }
    }

    [Fact]
    public void A_failure_ends_the_job_with_the_first_blocks_exception_and_the_next_job_runs()
    {
        var workers = new BlockWorkers(3);
        for (int round = 0; round < 50; round++)
        {
            InvalidOperationException e = Assert.Throws<InvalidOperationException>(() =>
                workers.Run(8, (block, _) => throw new InvalidOperationException($"block {block}")));
            Assert.Equal("block 0", e.Message);
            int ran = 0;
            workers.Run(8, (_, _) => Interlocked.Increment(ref ran));
            Assert.Equal(8, ran);
        }
    }
}
