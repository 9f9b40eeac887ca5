namespace Bss2.Emulator;

/// <summary>How the analog core is integrated.</summary>
public enum EngineKind
{
    /// <summary>Lanes over neurons, 40 ns analog step, events and spikes on the 4 ns grid.</summary>
    Vectorised,

    /// <summary>One plain step per 4 ns cycle: the definition of correct.</summary>
    Reference,
}
