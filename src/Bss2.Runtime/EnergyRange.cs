namespace Bss2.Runtime;

/// <summary>An energy that is known within bounds.</summary>
/// <param name="Joule">Best value, J.</param>
/// <param name="LowJoule">Lower bound, J.</param>
/// <param name="HighJoule">Upper bound, J.</param>
public sealed record EnergyRange(double Joule, double LowJoule, double HighJoule);
