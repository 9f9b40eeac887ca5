using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary>One layer that is driven from outside only, by explicit Euler, sample after sample.</summary>
internal interface IStepSweep
{
    /// <summary>What rows of weights must be padded to.</summary>
    int Multiple { get; }

    /// <summary>Spikes of the last sample.</summary>
    int Count { get; }

    /// <summary>Steps at which spikes of the last sample act on others, ascending, neurons ascending within a step; after <see cref="Read"/>.</summary>
    ReadOnlySpan<int> Steps { get; }

    /// <summary>Who fired, in the same order.</summary>
    ReadOnlySpan<int> Neurons { get; }

    /// <summary>One sample.</summary>
    /// <param name="arrivals">Sorted.</param>
    /// <param name="weights">Rows padded to <see cref="Multiple"/>.</param>
    void Run(StepArrivals arrivals, StackedWeights weights);

    /// <summary>The spikes of the sample, by step and neuron, with their times.</summary>
    /// <param name="spikes">Of length <see cref="Count"/>.</param>
    void Read(Span<TimedSpike> spikes);
}
