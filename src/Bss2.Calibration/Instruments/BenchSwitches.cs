using Bss2.Hal.Containers;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Instruments;

/// <summary>What circuits do during a measurement, apart from their settings.</summary>
/// <param name="Excitatory">Excitatory input on.</param>
/// <param name="Inhibitory">Inhibitory input on.</param>
/// <param name="PauseInReset">Whether both are held back while the membrane is in reset.</param>
internal readonly record struct BenchSwitches(bool Excitatory, bool Inhibitory, bool PauseInReset)
{
    /// <summary>Inputs off.</summary>
    public static BenchSwitches Off { get; } = new(false, false, false);

    /// <summary>Both inputs on.</summary>
    public static BenchSwitches Both { get; } = new(true, true, false);

    /// <summary>Both inputs on, but not in reset.</summary>
    public static BenchSwitches BothPaused { get; } = new(true, true, true);

    /// <summary>Neither fires nor is read: while others are measured, or cells settle.</summary>
    public static BenchSwitches Idle { get; } = new BenchSwitches(false, false, false) { IsIdle = true, Silent = true };

    /// <summary>Comparator off: the membrane goes where its currents take it.</summary>
    public bool Silent { get; init; }

    /// <summary>What the CADC and, with <see cref="OnLine"/>, the MADC see.</summary>
    public ReadoutNode Readout { get; init; }

    /// <summary>Whether the amplifier drives the neuron's line to the read-out buffers.</summary>
    public bool OnLine { get; init; }

    /// <summary>Whether resets do not reach the circuit.</summary>
    public bool IsIdle { get; init; }

    /// <summary>The switches as a register has them.</summary>
    public NeuronConfig Of(CircuitSettings settings) => settings.Switches() with
    {
        EnSyninExc = Excitatory, EnSyninInh = Inhibitory, EnPause = PauseInReset, EnFire = !IsIdle, EnThreshComp = !Silent,
        EnReadoutAmp = Readout != ReadoutNode.None, ReadoutSelect = Math.Max(0, (int)Readout - 1), EnReadout = OnLine,
    };
}
