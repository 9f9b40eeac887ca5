namespace Bss2.Emulator.Analog;

/// <summary>Threads that help with a job; results do not depend on how many there are, nor on which of them come in time.</summary>
/// <remarks>
/// A job is one that any number of threads can share out among themselves. It is over when the caller's part is and no helper is inside: one
/// that has not come by then is not waited for, so that a busy machine costs no more than its helpers. Exceptions come out of <see cref="Run"/>.
/// </remarks>
internal sealed class GroupWorkers : IDisposable
{
    private const int Closed = -1_000_000;

    private readonly Thread[] _helpers;
    private readonly SemaphoreSlim _calls = new(0);
    private volatile Action<int>? _job;
    private volatile Exception? _failure;
    private volatile bool _ends;

    // Helpers inside the job; Closed is added while there is none to join.
    private int _inside = Closed;

    /// <summary>Uses a number of threads, the caller's among them.</summary>
    public GroupWorkers(int threads)
    {
        _helpers = [.. Enumerable.Range(1, threads - 1).Select(number =>
            new Thread(() => Loop(number)) { IsBackground = true, Name = $"analog core {number}" })];
        Array.ForEach(_helpers, helper => helper.Start());
    }

    /// <summary>Threads, the caller's among them.</summary>
    public int Count => _helpers.Length + 1;

    /// <summary>Does a job on this thread, number 0, and on those that come to help, each with its number.</summary>
    public void Run(Action<int> job)
    {
        (_job, _failure) = (job, null);
        Interlocked.Add(ref _inside, -Closed);
        _calls.Release(_helpers.Length);
        try
        {
            job(0);
        }
        finally
        {
            Interlocked.Add(ref _inside, Closed);
            var spin = new SpinWait();
            while (Volatile.Read(ref _inside) != Closed)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }
        if (_failure is { } failure)
        {
            throw new AggregateException(failure);
        }
    }

    public void Dispose()
    {
        if (_ends)
        {
            return;
        }
        _ends = true;
        _calls.Release(Math.Max(1, _helpers.Length));
        Array.ForEach(_helpers, helper => helper.Join());
        _calls.Dispose();
    }

    private void Loop(int number)
    {
        while (true)
        {
            _calls.Wait();
            if (_ends)
            {
                return;
            }
            if (Interlocked.Increment(ref _inside) > 0)
            {
                Help(number);
            }
            Interlocked.Decrement(ref _inside);
        }
    }

    private void Help(int number)
    {
        try
        {
            _job!(number);
        }
#pragma warning disable CA1031 // It is thrown where the work was asked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failure = e;
        }
    }
}
