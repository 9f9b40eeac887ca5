namespace Bss2.Calibration.Search;

/// <summary>Outcome of measuring one instance; a value exists only if <see cref="Kind"/> is <see cref="ObservationKind.Measured"/>.</summary>
public readonly record struct Observation
{
    private readonly double _value;

    private Observation(ObservationKind kind, double value) => (Kind, _value) = (kind, value);

    /// <summary>No answer.</summary>
    public static Observation Missing { get; }

    /// <summary>Below the measurable range.</summary>
    public static Observation Below { get; } = new(ObservationKind.Below, 0);

    /// <summary>Above the measurable range.</summary>
    public static Observation Above { get; } = new(ObservationKind.Above, 0);

    /// <summary>What was seen.</summary>
    public ObservationKind Kind { get; }

    /// <summary>Whether there is a value.</summary>
    public bool IsMeasured => Kind == ObservationKind.Measured;

    /// <summary>The value, in the unit of the problem.</summary>
    /// <exception cref="InvalidOperationException">Nothing was measured.</exception>
    public double Value => IsMeasured ? _value : throw new InvalidOperationException($"This observation is {Kind}: it has no value.");

    /// <summary>A value.</summary>
    /// <exception cref="ArgumentException">It is not finite.</exception>
    public static Observation Of(double value) => double.IsFinite(value) ? new(ObservationKind.Measured, value)
        : throw new ArgumentException($"{value} is no measurement; report Missing, Below or Above instead.", nameof(value));

    /// <summary>−1, 0 or 1 as the observation lies below, at or above a target; 0 also when nothing was seen.</summary>
    public int SideOf(double target) => Kind switch
    {
        ObservationKind.Below => -1,
        ObservationKind.Above => 1,
        ObservationKind.Measured => Math.Sign(_value - target),
        _ => 0,
    };
}
