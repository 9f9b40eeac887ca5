using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Bss2.Training;

/// <summary>Shares the blocks of a job out over threads of the pool without allocating: the caller works too, helpers take what is left.</summary>
/// <remarks>
/// Which thread runs a block is left to chance, so blocks must not depend on each other; callers add their results in block order.
/// The caller begins with the first blocks, helpers with the last ones: what a block of one job leaves in a core's cache, the same block of
/// the next job mostly finds there. One job at a time: <see cref="Run"/> returns when all blocks are done.
/// </remarks>
internal sealed class BlockWorkers
{
    private const int GenerationShift = 32, EndShift = 16, MostBlocks = (1 << EndShift) - 1;

    private readonly Helper[] _helpers;
    private Action<int, int>? _job;
    // Generation of the job in the upper half, end and start of the blocks not yet taken in the lower: one number, so that a late helper
    // takes a block of the present job or none.
    private long _left;
    private int _done, _failedBlock;
    private ExceptionDispatchInfo? _failure;

    public BlockWorkers(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _helpers = [.. Enumerable.Range(1, threads - 1).Select(worker => new Helper(this, worker))];
    }

    /// <summary>Threads that may work: worker numbers are below this.</summary>
    public int Threads => _helpers.Length + 1;

    /// <summary>Runs a job.</summary>
    /// <param name="blocks">How many.</param>
    /// <param name="job">Called with block and worker number; calls with the same worker number never overlap.</param>
    public void Run(int blocks, Action<int, int> job)
    {
        if (_helpers.Length == 0 || blocks <= 1)
        {
            for (int b = 0; b < blocks; b++)
            {
                job(b, 0);
            }
            return;
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, MostBlocks);
        (_job, _done, _failure) = (job, 0, null);
        Volatile.Write(ref _left, ((_left >> GenerationShift) + 1 << GenerationShift) | (uint)blocks << EndShift);
        for (int h = 0; h < _helpers.Length && h < blocks - 1; h++)
        {
            _helpers[h].Call();
        }
        Work(0);
        var spin = new SpinWait();
        while (Volatile.Read(ref _done) < blocks)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
        _failure?.Throw();
    }

    private bool Open
    {
        get
        {
            long left = Volatile.Read(ref _left);
            return Start(left) < End(left);
        }
    }

    private static int Start(long left) => (int)left & MostBlocks;

    private static int End(long left) => (int)(left >> EndShift) & MostBlocks;

    private void Work(int worker)
    {
        while (true)
        {
            long left = Volatile.Read(ref _left);
            if (Start(left) == End(left))
            {
                return;
            }
            (int block, long rest) = worker == 0 ? (Start(left), left + 1) : (End(left) - 1, left - (1 << EndShift));
            if (Interlocked.CompareExchange(ref _left, rest, left) != left)
            {
                continue;
            }
            try
            {
                _job!(block, worker);
            }
            catch (Exception e) when (Keep(block, e))
            {
            }
            Interlocked.Increment(ref _done);
        }
    }

    // Of several failures the first block's is reported, whatever the order in time.
    private bool Keep(int block, Exception e)
    {
        lock (_helpers)
        {
            if (_failure is null || block < _failedBlock)
            {
                (_failure, _failedBlock) = (ExceptionDispatchInfo.Capture(e), block);
            }
        }
        return true;
    }

    private sealed class Helper(BlockWorkers owner, int worker) : IThreadPoolWorkItem
    {
        private int _called;

        public void Call()
        {
            if (Interlocked.Exchange(ref _called, 1) == 0 && !Lingering.Offer(this))
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        public void Execute()
        {
            Work();
            while (Lingering.Await() is { } next)
            {
                next.Work();
            }
        }

        private void Work()
        {
            do
            {
                owner.Work(worker);
                Volatile.Write(ref _called, 0);
            }
            // A job that came while this helper was leaving did not call it again.
            while (owner.Open && Interlocked.Exchange(ref _called, 1) == 0);
        }
    }

    // Waking a thread of the pool costs as much as a few samples, and a batch has two jobs, of different owners: a thread that is done stays
    // for a moment and takes what comes.
    private static class Lingering
    {
        // Longer than what lies between two jobs of a training, an update of the weights.
        private static readonly long s_moment = Stopwatch.Frequency / 10_000;

        private static int s_threads;
        private static Helper? s_offered;

        public static bool Offer(Helper helper)
        {
            if (Volatile.Read(ref s_threads) == 0 || Interlocked.CompareExchange(ref s_offered, helper, null) is not null)
            {
                return false;
            }
            // The last thread may have left in between: it first signs off and then looks once more, so that one of the two sees the other.
            return Volatile.Read(ref s_threads) > 0 || Interlocked.CompareExchange(ref s_offered, null, helper) != helper;
        }

        public static Helper? Await()
        {
            Interlocked.Increment(ref s_threads);
            long until = Stopwatch.GetTimestamp() + s_moment;
            Helper? found;
            do
            {
                Thread.SpinWait(8);
                found = Take();
            }
            while (found is null && Stopwatch.GetTimestamp() < until);
            Interlocked.Decrement(ref s_threads);
            return found ?? Take();
        }

        private static Helper? Take() => Volatile.Read(ref s_offered) is null ? null : Interlocked.Exchange(ref s_offered, null);
    }
}
