namespace Bss2.Emulator.Analog;

/// <summary>What a group of the linear core holds, eight lanes each in double precision; voltages in V, rates per cycle of 4 ns.</summary>
internal enum LinearField
{
    // State
    Membrane,
    DropE,
    DropI,

    // Proposal
    NextMembrane,
    NextDropE,
    NextDropI,

    /// <summary>Length of the proposed step.</summary>
    Cycles,

    /// <summary>dV/dt at the step's start and end, V per cycle.</summary>
    SlopeBefore,
    SlopeAfter,

    // Constants
    /// <summary>Longest step that is searched for a firing, cycles.</summary>
    SearchStep,

    /// <summary>Longest step at all.</summary>
    LongestStep,

    /// <summary>How long an excitatory drop would have to act in full to reach its highest effect on the membrane, cycles: an upper bound.</summary>
    PeakE,

    /// <summary>Where the membrane goes without events: leak and input offsets.</summary>
    Rest,

    /// <summary>Decay rate of the membrane: λ.</summary>
    Rate,

    /// <summary>λ minus the decay rate of a line.</summary>
    FasterE,
    FasterI,

    /// <summary>dV/dt per volt of drop, such that whole cycles agree with the plain recursion.</summary>
    GainE,
    GainI,

    /// <summary>Bound of the fourth derivative per volt, over 384 (error of the cubic).</summary>
    Error,

    /// <summary>Where reset holds the membrane; NaN while it is free.</summary>
    Held,

    /// <summary>No search below this.</summary>
    Screen,

    /// <summary>Number of fields.</summary>
    Count,
}
