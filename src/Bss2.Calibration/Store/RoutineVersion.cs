namespace Bss2.Calibration.Store;

/// <summary>A routine of a method.</summary>
/// <param name="Name">Name.</param>
/// <param name="Version">Version.</param>
public sealed record RoutineVersion(string Name, int Version);
