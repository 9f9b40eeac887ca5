namespace Bss2.Calibration.Instruments;

/// <summary>Repeated trials: all circuits are reset, released, stimulated, and their first spikes noted.</summary>
/// <param name="Stimuli">Presented in turn.</param>
/// <param name="Epochs">Times that system time, and with it all slow noise, starts anew.</param>
/// <param name="Rounds">Presentations of every stimulus per epoch.</param>
/// <param name="PeriodUs">From reset to reset.</param>
internal sealed record TrialPlan(IReadOnlyList<IReadOnlyList<StimulusEvent>> Stimuli, int Epochs, int Rounds, double PeriodUs);
