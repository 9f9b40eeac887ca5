namespace Bss2.Emulator.Analog;

/// <summary>Which of the circuits in use an engine takes.</summary>
internal enum CircuitKinds
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Single LIF circuits with current-based input: the fast kernel.</summary>
    Plain,

    /// <summary>Everything else: conductance-based input, adaptation, exponential term, connected circuits, bypass, offset current.</summary>
    Extended,
}
