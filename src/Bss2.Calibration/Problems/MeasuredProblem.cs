using Bss2.Calibration.Search;

namespace Bss2.Calibration.Problems;

/// <summary>A problem that is one measurement: codes in, observations out.</summary>
/// <param name="name">What is measured, for messages.</param>
/// <param name="count">Instances.</param>
/// <param name="measure">Sets the codes, waits, and measures.</param>
internal sealed class MeasuredProblem(string name, int count, Func<int[], CancellationToken, ValueTask<Observation[]>> measure) : ICalibrationProblem
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Count => count;

    /// <inheritdoc/>
    public async ValueTask MeasureAsync(ReadOnlyMemory<int> codes, Memory<Observation> observations, CancellationToken cancellationToken) =>
        (await measure(codes.ToArray(), cancellationToken).ConfigureAwait(false)).CopyTo(observations);
}
