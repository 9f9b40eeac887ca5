namespace Bss2.Baselines;

/// <summary>Membrane voltages of one layer during one sample, on a grid.</summary>
public sealed class MembraneTrace
{
    // Rows are padded so that whole vectors of any width fit.
    private const int Widest = 8;

    private readonly double[] _values;

    /// <summary>Room for a layer.</summary>
    /// <param name="neurons">Its size.</param>
    /// <param name="stepUs">dt, µs.</param>
    /// <param name="windowUs">Observation window, µs.</param>
    public MembraneTrace(int neurons, double stepUs, double windowUs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepUs);
        (Neurons, StepUs, Steps) = (neurons, stepUs, (int)Math.Round(windowUs / stepUs));
        Stride = (neurons + Widest - 1) / Widest * Widest;
        _values = new double[(Steps + 1) * Stride];
    }

    /// <summary>Neurons.</summary>
    public int Neurons { get; }

    /// <summary>dt, µs.</summary>
    public double StepUs { get; }

    /// <summary>Last step; the first is 0.</summary>
    public int Steps { get; }

    /// <summary>Length of a row: <see cref="Neurons"/>, padded.</summary>
    public int Stride { get; }

    /// <summary>All neurons at a step, in model units, before any reset of that step.</summary>
    public Span<double> At(int step) => _values.AsSpan(step * Stride, Stride);

    /// <summary>The step that a time belongs to.</summary>
    public int StepOf(double timeUs) => Math.Clamp((int)Math.Round(timeUs / StepUs), 0, Steps);
}
