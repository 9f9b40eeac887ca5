namespace Bss2.Training.Kernels;

/// <summary>How an adjoint counts time: in µs, or in steps of reverse Euler to which recorded times are rounded.</summary>
/// <param name="StepUs">dt; 0 for continuous time.</param>
/// <param name="WindowUs">Observation window.</param>
internal readonly record struct TimeGrid(double StepUs, double WindowUs)
{
    /// <summary>Whether times are steps.</summary>
    public bool OnGrid => StepUs > 0;

    /// <summary>Last step.</summary>
    public int Steps { get; } = StepUs > 0 ? (int)Math.Round(WindowUs / StepUs) : 0;

    /// <summary>A recorded time.</summary>
    public double Of(double timeUs)
    {
        if (!OnGrid)
        {
            return timeUs;
        }
        // Comparisons: Math.Clamp cares for NaN and signed zeros too.
        double step = Math.Round(timeUs / StepUs);
        return step < 0 ? 0 : step > Steps ? Steps : step;
    }
}
