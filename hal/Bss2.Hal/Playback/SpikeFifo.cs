using Bss2.Spikes;

namespace Bss2.Hal.Playback;

/// <summary>A bounded queue between whoever runs programs and whoever reads spikes.</summary>
public sealed class SpikeFifo : ISpikeFifo
{
    private readonly Queue<SpikeEvent> _queue = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _completed;
    private ulong _dropped;

    /// <summary>Creates an empty queue.</summary>
    /// <param name="capacity">Most spikes that it holds.</param>
    public SpikeFifo(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
    }

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public ulong DroppedCount
    {
        get
        {
            lock (_gate)
            {
                return _dropped;
            }
        }
    }

    /// <summary>Appends the spikes of a result; what does not fit is counted as dropped.</summary>
    public void Write(IReadOnlyList<SpikeEvent> spikes)
    {
        lock (_gate)
        {
            foreach (SpikeEvent spike in spikes)
            {
                if (_queue.Count < Capacity)
                {
                    _queue.Enqueue(spike);
                }
                else
                {
                    _dropped++;
                }
            }
            _arrival.TrySetResult();
        }
    }

    /// <summary>No more spikes will come.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            _arrival.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public int Read(Span<SpikeEvent> destination)
    {
        lock (_gate)
        {
            int count = Math.Min(destination.Length, _queue.Count);
            for (int i = 0; i < count; i++)
            {
                destination[i] = _queue.Dequeue();
            }
            return count;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task arrival;
            lock (_gate)
            {
                if (_queue.Count > 0)
                {
                    return true;
                }
                if (_completed)
                {
                    return false;
                }
                if (_arrival.Task.IsCompleted)
                {
                    _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
                arrival = _arrival.Task;
            }
            await arrival.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
