namespace Bss2.Emulator;

/// <summary>How the analog core is integrated.</summary>
public enum EngineKind
{
    /// <summary>
    /// The fast engine of the circuit core: lanes over neurons, from event to event in steps of third to fourth order; events and spikes on
    /// the 4 ns grid. On the linear core it is <see cref="EventDriven"/>.
    /// </summary>
    Vectorised,

    /// <summary>One plain step per 4 ns cycle: the definition of correct.</summary>
    Reference,

    /// <summary>The fast engine of the linear core: closed forms from event to event, the same spikes as the reference to the cycle.</summary>
    EventDriven,
}
