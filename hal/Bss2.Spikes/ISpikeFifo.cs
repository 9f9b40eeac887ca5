namespace Bss2.Spikes;

/// <summary>Queue of spikes leaving one chip: oldest first, bounded; a lost event is counted, never silent.</summary>
public interface ISpikeFifo
{
    /// <summary>Most spikes that the queue holds.</summary>
    int Capacity { get; }

    /// <summary>Spikes lost because the queue was full.</summary>
    ulong DroppedCount { get; }

    /// <summary>Moves waiting spikes to <paramref name="destination"/>; never blocks.</summary>
    /// <returns>How many were written.</returns>
    int Read(Span<SpikeEvent> destination);

    /// <summary>Waits for spikes; false when the run has ended and the queue is drained.</summary>
    ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken);
}
