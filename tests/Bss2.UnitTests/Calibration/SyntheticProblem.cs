using Bss2.Calibration.Problems;
using Bss2.Calibration.Search;

namespace Bss2.UnitTests.Calibration;

/// <summary>A made-up observable per instance, with every code it was given on record.</summary>
internal sealed class SyntheticProblem(int count, Func<int, int, int, Observation> observe) : ICalibrationProblem
{
    public string Name => "synthetic";

    public int Count => count;

    public List<int[]> Asked { get; } = [];

    /// <param name="codes">observe(instance, code, number of the measurement).</param>
    public ValueTask MeasureAsync(ReadOnlyMemory<int> codes, Memory<Observation> observations, CancellationToken cancellationToken)
    {
        Asked.Add(codes.ToArray());
        for (int i = 0; i < count; i++)
        {
            observations.Span[i] = observe(i, codes.Span[i], Asked.Count - 1);
        }
        return ValueTask.CompletedTask;
    }
}
