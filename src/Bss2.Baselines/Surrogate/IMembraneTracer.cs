using Bss2.Network;

namespace Bss2.Baselines;

/// <summary>Where a surrogate gradient gets the membrane voltages from that it needs beside the spikes.</summary>
/// <remarks>In simulation they are computed (<see cref="EulerTracer"/>, <see cref="ExactTracer"/>); on a chip they are read by converters.</remarks>
public interface IMembraneTracer
{
    /// <summary>The voltages of the first layer during a sample that ran with the network's present weights.</summary>
    /// <param name="inputs">What was sent, in time order.</param>
    /// <param name="record">What came back.</param>
    /// <param name="sample">Which sample of it.</param>
    /// <param name="trace">Filled.</param>
    void Trace(ReadOnlySpan<TimedSpike> inputs, RecordedBatch record, int sample, MembraneTrace trace);
}
