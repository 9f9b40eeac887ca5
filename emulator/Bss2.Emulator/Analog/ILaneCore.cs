namespace Bss2.Emulator.Analog;

/// <summary>The equations of a core model for groups of eight lanes: state, constants, and how they move in a step without events.</summary>
/// <remarks>
/// A step is first proposed by <see cref="Step"/> and then taken by <see cref="Commit"/>; between the two it can be searched for a firing
/// and proposed again, shorter. No method touches another group than its own, so groups may run on different threads.
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

    /// <summary>Longest step that is precise enough now, cycles.</summary>
    int StepLimit(int group);

    /// <summary>Proposes a step, longer by its lag for a lane that lags.</summary>
    /// <returns>One bit per lane that may have been above its screen in it.</returns>
    uint Step(int group, int cycles);

    /// <summary>
    /// A lane takes only part of the proposed step: it fires there, and lags behind the others until the next step, which covers the rest for it.
    /// </summary>
    /// <param name="lane">Which; it did not lag before.</param>
    /// <param name="cycle">Cycle of the step.</param>
    void Cut(int lane, int cycle);

    /// <summary>Whether a lane of a group lags.</summary>
    bool Lags(int group);

    /// <summary>Takes the proposed step.</summary>
    void Commit(int group);

    /// <summary>Upper bound of a lane's membrane in the proposed step, V.</summary>
    double Ceiling(int lane);

    /// <summary>First cycle of the proposed step, counted from its start, at which a lane is above the level; 0 if there is none.</summary>
    int FirstCrossing(int lane, in CrossingSearch search);

    /// <summary>Keeps a group's state for <see cref="Undo"/>.</summary>
    void Save(int group);

    /// <summary>Back to the state at <see cref="Save"/>.</summary>
    void Undo(int group);
}
