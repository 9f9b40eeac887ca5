using Bss2.Calibration.Search;

namespace Bss2.Calibration;

/// <summary>How far a calibration is.</summary>
/// <param name="Routine">Name of the routine that runs.</param>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Of">Routines of the method.</param>
/// <param name="Measurements">How far it is.</param>
public readonly record struct CalibrationProgress(string Routine, int Number, int Of, SearchProgress Measurements);
