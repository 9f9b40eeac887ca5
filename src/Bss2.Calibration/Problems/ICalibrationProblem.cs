using Bss2.Calibration.Search;

namespace Bss2.Calibration.Problems;

/// <summary>"Set these codes, one per instance, then tell me what you observe": how one parameter is set and measured, all instances in
/// parallel.</summary>
public interface ICalibrationProblem
{
    /// <summary>What is measured, for messages.</summary>
    string Name { get; }

    /// <summary>Instances.</summary>
    int Count { get; }

    /// <summary>Writes the codes, waits until they have settled, and measures.</summary>
    /// <param name="codes">One per instance.</param>
    /// <param name="observations">Receives one per instance.</param>
    /// <param name="cancellationToken">Stops; the chip is then in an unknown state and the routine has to begin anew.</param>
    /// <exception cref="Bss2.Hal.HalException">The chip or the link failed.</exception>
    ValueTask MeasureAsync(ReadOnlyMemory<int> codes, Memory<Observation> observations, CancellationToken cancellationToken);
}
