namespace Bss2.Emulator.Analog;

/// <summary>The equations of a core model for groups of eight lanes: state, constants, and how they move in steps without events.</summary>
/// <remarks>
/// Lanes of a group have times of their own. A step is first proposed by <see cref="Step"/>, for each lane as far as it can go, and then
/// taken by <see cref="Commit"/>; between the two it can be searched for a firing, and cut there. No method touches another group than its
/// own, so groups may run on different threads.
/// </remarks>
internal interface ILaneCore
{
    /// <summary>New lanes, all at rest at 0 V and free.</summary>
    void Resize(LaneGroups lanes);

    /// <summary>Sets the constants of a lane; its voltages stay.</summary>
    void Set(int lane, in CircuitConstants constants);

    /// <summary>Membrane, V.</summary>
    double Membrane(int lane);

    /// <summary>Drop of a synaptic line, V.</summary>
    double Drop(int lane, bool excitatory);

    /// <summary>Sets voltages.</summary>
    void Restore(int lane, double membrane, double dropExcitatory, double dropInhibitory);

    /// <summary>The analog reset begins to pull, or is released.</summary>
    void SetReset(int lane, bool inReset);

    /// <summary>What is left of line drops when a reset begins: <see cref="CircuitState.Remains"/>.</summary>
    void Forget(int lane);

    /// <summary>Adds the charges of an event to a group.</summary>
    /// <param name="group">Which.</param>
    /// <param name="charge">Charges.</param>
    /// <param name="noiseKey">Key of the charge noise; null without noise.</param>
    void Apply(int group, LineCharge charge, uint? noiseKey);

    /// <summary>Level below which a lane's step needs no search, V; infinite for a comparator that does not count.</summary>
    void SetScreen(int lane, double volts);

    /// <summary>Proposes a step of each lane from its time towards its stop, as long as is precise enough.</summary>
    /// <returns>One bit per lane that may have been above its screen in it.</returns>
    uint Step(int group, LaneClocks clocks);

    /// <summary>Length of a lane's proposed step, cycles.</summary>
    int Cycles(int lane);

    /// <summary>A lane takes only part of its proposed step: it fires there.</summary>
    void Cut(int lane, int cycle);

    /// <summary>Takes the proposed step: times move on.</summary>
    void Commit(int group, LaneClocks clocks);

    /// <summary>Upper bound of a lane's membrane between two cycles of its proposed step, V.</summary>
    double Ceiling(int lane, int from, int to);

    /// <summary>First cycle of the proposed step, counted from its start, at which a lane is above the level; 0 if there is none.</summary>
    int FirstCrossing(int lane, in CrossingSearch search);

    /// <summary>Keeps a group's state for <see cref="Undo"/>.</summary>
    void Save(int group);

    /// <summary>Back to the state at <see cref="Save"/>.</summary>
    void Undo(int group);
}
