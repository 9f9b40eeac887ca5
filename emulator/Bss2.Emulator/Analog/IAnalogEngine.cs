namespace Bss2.Emulator.Analog;

/// <summary>
/// Integrates the analog core in fixed steps. Two implementations (vectorised, reference) for each of two core models; the digital
/// core does not know which.
/// </summary>
/// <remarks>
/// Cycles are chip cycles of 4 ns since power-on (monotonic). Temporal noise is keyed by chip *system time*, which is the cycle plus
/// <see cref="SystemTimeOffset"/>; it changes only through <see cref="SynchroniseSystemTime"/>.
/// </remarks>
internal interface IAnalogEngine
{
    /// <summary>Cycles in a step: 10 (40 ns) or 1. Steps start at multiples of it.</summary>
    int StepCycles { get; }

    /// <summary>System time minus cycle, 4 ns.</summary>
    long SystemTimeOffset { get; }

    /// <summary>System time jumps: noise is drawn anew for the new base (slow drift) and time.</summary>
    /// <param name="cycle">Now, a multiple of <see cref="StepCycles"/> or inside the next step.</param>
    /// <param name="systemTime">System time at that cycle, 4 ns.</param>
    void SynchroniseSystemTime(long cycle, long systemTime);

    /// <summary>Integrates one step.</summary>
    /// <param name="start">First cycle, a multiple of <see cref="StepCycles"/>.</param>
    /// <param name="pulses">Accepted PADI events with start ≤ Cycle &lt; start + StepCycles, ordered by cycle, then as routed.</param>
    /// <param name="edges">Backend edges up to the end of the step, ordered by cycle, then neuron.</param>
    /// <param name="fired">Receives firings of this step, ordered by cycle, then neuron.</param>
    void Step(long start, ReadOnlySpan<PadiPulse> pulses, ReadOnlySpan<BackendEdge> edges, List<Firing> fired);

    /// <summary>Membrane voltage at the end of the last step, V (readout and tests).</summary>
    double MembraneVolts(int neuron);

    /// <summary>Noise on top of it, which comparator and read-out see, V.</summary>
    double MembraneNoiseVolts(int neuron);

    /// <summary>Adaptation current at the end of the last step, A.</summary>
    double AdaptationAmperes(int neuron);

    /// <summary>Voltage drop of a synaptic line at the end of the last step, V (readout and tests).</summary>
    double LineDropVolts(int neuron, bool excitatory);
}
