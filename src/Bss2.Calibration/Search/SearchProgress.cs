namespace Bss2.Calibration.Search;

/// <summary>How far a search is.</summary>
/// <param name="Measurements">Made so far.</param>
/// <param name="Expected">Bound on their number.</param>
public readonly record struct SearchProgress(int Measurements, int Expected);
