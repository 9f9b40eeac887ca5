namespace Bss2.Calibration.Instruments;

/// <summary>Which synaptic inputs reach the membrane during a measurement.</summary>
/// <param name="Excitatory">Excitatory input on.</param>
/// <param name="Inhibitory">Inhibitory input on.</param>
/// <param name="PauseInReset">Whether both are held back while the membrane is in reset.</param>
internal readonly record struct InputSwitches(bool Excitatory, bool Inhibitory, bool PauseInReset)
{
    public static InputSwitches Off { get; } = new(false, false, false);

    public static InputSwitches Both { get; } = new(true, true, false);

    public static InputSwitches BothPaused { get; } = new(true, true, true);
}
