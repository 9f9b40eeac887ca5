namespace Bss2.Calibration.Instruments;

/// <summary>One event that reaches all circuits at once.</summary>
/// <param name="TimeUs">When it reaches the synapses, after the mean release of the circuits from reset; may be negative.</param>
/// <param name="Excitatory">Which input.</param>
internal readonly record struct StimulusEvent(double TimeUs, bool Excitatory);
