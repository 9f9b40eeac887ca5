namespace Bss2.Emulator.Analog;

/// <summary>
/// Integrates the analog core. The digital core does not know which engine it drives.
/// </summary>
/// <remarks>
/// Cycles are chip cycles of 4 ns since power-on (monotonic). A cycle c is integrated from its beginning to its end; a membrane above its
/// threshold at the end fires at c + 1. Temporal noise is keyed by chip *system time*, which is the cycle plus
/// <see cref="SystemTimeOffset"/>; it changes only through <see cref="SynchroniseSystemTime"/>.
/// </remarks>
internal interface IAnalogEngine : IDisposable
{
    /// <summary>Whether one half of the chip can be integrated without the other, and long stretches are worth it.</summary>
    bool RunsAhead { get; }

    /// <summary>System time minus cycle, 4 ns.</summary>
    long SystemTimeOffset { get; }

    /// <summary>System time jumps: noise is drawn anew for the new base (slow drift) and time.</summary>
    /// <param name="cycle">Now: everything before it is integrated.</param>
    /// <param name="systemTime">System time at that cycle, 4 ns.</param>
    void SynchroniseSystemTime(long cycle, long systemTime);

    /// <summary>A side's refractory clock has changed: counters that run then end elsewhere (<see cref="RefractoryTiming.Moved(int, long, long)"/>).</summary>
    /// <param name="side">West 0, east 1.</param>
    void MoveRefractoryEnds(int side);

    /// <summary>Integrates a stretch or the first part of it.</summary>
    /// <param name="stretch">What to integrate.</param>
    /// <param name="fired">Receives the firings of the part, ordered by cycle, then neuron.</param>
    /// <returns>
    /// First cycle that is not integrated, after the start and at most the end; whole stretches of at most
    /// <see cref="Stretch.AlwaysWhole"/> cycles are always done. The next stretch begins there.
    /// </returns>
    long Advance(in Stretch stretch, List<Firing> fired);

    /// <summary>Membrane voltage at the end of what is integrated, V (readout and tests).</summary>
    double MembraneVolts(int neuron);

    /// <summary>Noise on top of it, which comparator and read-out see, V.</summary>
    double MembraneNoiseVolts(int neuron);

    /// <summary>Adaptation current at the end of what is integrated, A.</summary>
    double AdaptationAmperes(int neuron);

    /// <summary>Voltage drop of a synaptic line at the end of what is integrated, V (readout and tests).</summary>
    double LineDropVolts(int neuron, bool excitatory);
}
