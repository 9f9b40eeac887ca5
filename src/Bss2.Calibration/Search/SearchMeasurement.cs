namespace Bss2.Calibration.Search;

/// <summary>One measurement of all instances at once.</summary>
/// <param name="Codes">Code that each instance had.</param>
/// <param name="Observations">What each then showed.</param>
public sealed record SearchMeasurement(IReadOnlyList<int> Codes, IReadOnlyList<Observation> Observations);
