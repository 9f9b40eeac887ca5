namespace Bss2.Emulator.Analog;

/// <summary>What a group of the circuit core holds, eight lanes each; voltages in V, rates per cycle of 4 ns.</summary>
internal enum CircuitField
{
    // State, saved and restored together
    /// <summary>Membrane minus <see cref="Base"/>.</summary>
    Distance,
    DropE,
    DropI,

    /// <summary>dV/dt without its linear part, V per cycle.</summary>
    Force,

    /// <summary>Longest step that is precise enough now, cycles.</summary>
    Step,

    // Proposal
    NextDistance,
    NextDropE,
    NextDropI,
    NextForce,

    /// <summary>dV/dt at the step's start and end, V per cycle.</summary>
    SlopeBefore,
    SlopeAfter,

    /// <summary>Length of the proposed step.</summary>
    Cycles,

    // Constants of the lane in its mode
    /// <summary>Length of a step at full activity, cycles.</summary>
    FullStep,

    /// <summary>Leak potential, or reset potential during reset.</summary>
    Base,

    /// <summary>Small-signal rate towards <see cref="Base"/>.</summary>
    Rate,

    /// <summary>Leak current as V per cycle where it saturates, 0 during reset.</summary>
    Bend,

    /// <summary>Compliance at <see cref="Base"/>, not clipped.</summary>
    Compliance,
    LimitE,
    LimitI,
    OffsetE,
    OffsetI,

    /// <summary>gm / I_sat, 1/V.</summary>
    SlopeE,
    SlopeI,

    /// <summary>−1/(2τ).</summary>
    HalfRateE,
    HalfRateI,

    /// <summary>No search below this.</summary>
    Screen,

    /// <summary>A distance below this is 0.</summary>
    Quiet,

    /// <summary>Weights of dV/dt and of the drops in the activity that chooses the step.</summary>
    ActivityV,
    ActivityE,
    ActivityI,

    /// <summary>Whether the analog reset holds the lane: 1 or 0.</summary>
    InReset,

    /// <summary>In the first lane, whether force and steps are to be worked out again: 1 or 0.</summary>
    Stale,

    /// <summary>Number of fields.</summary>
    Count,
}
