namespace Bss2.Calibration.Instruments;

/// <summary>When responses to events are read.</summary>
/// <param name="SampleUs">From an event to the conversion.</param>
/// <param name="PeriodUs">From event to event; membranes are at rest again then.</param>
/// <param name="Rounds">Events of every stimulus group.</param>
internal sealed record ResponsePlan(double SampleUs, double PeriodUs, int Rounds);
