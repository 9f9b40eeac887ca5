namespace Bss2.Runtime.Board;

/// <summary>What a power monitor sees.</summary>
/// <param name="Rail">The supply.</param>
/// <param name="Volts">Bus voltage, V.</param>
/// <param name="Amperes">Current, A; negative if it flows back.</param>
public sealed record RailReading(PowerRail Rail, double Volts, double Amperes)
{
    /// <summary>Power, W.</summary>
    public double Watts => Volts * Amperes;
}
