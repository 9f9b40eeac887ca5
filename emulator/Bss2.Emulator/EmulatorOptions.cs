using Bss2.Emulator.Faults;

namespace Bss2.Emulator;

/// <summary>What kind of chip to emulate; every result names these.</summary>
public sealed record EmulatorOptions
{
    /// <summary>Seed of the die, 0 … 2^31 − 1; null for the ideal die: nominal parameters, no mismatch.</summary>
    public int? Die { get; init; }

    /// <summary>Full circuit model, or its small-signal limit (a reduced model).</summary>
    public CoreModel Core { get; init; } = CoreModel.Circuit;

    /// <summary>
    /// The plain 4 ns reference, or the core's fast engine: <see cref="EngineKind.Vectorised"/> for the circuit core,
    /// <see cref="EngineKind.EventDriven"/> for the linear one; either name asks for it.
    /// </summary>
    public EngineKind Engine
    {
        get => field == EngineKind.Reference ? field : Core == CoreModel.Linear ? EngineKind.EventDriven : EngineKind.Vectorised;
        init;
    }

    /// <summary>Whether temporal noise is on.</summary>
    public bool Noise { get; init; } = true;

    /// <summary>Seed of temporal noise.</summary>
    public ulong NoiseSeed { get; init; }

    /// <summary>Threads for the analog core, at least 1; results do not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// Whether setting a field that has no effect here ends the program; otherwise it is counted (<see cref="EmulatorDiagnostics"/>).
    /// An address where nothing lives, and a start of the plasticity processor, always do.
    /// </summary>
    public bool Strict { get; init; }

    /// <summary>What is broken in the chip on purpose; null: nothing but what its die has.</summary>
    public ChipFaults? Faults { get; init; }

    /// <summary>Told of each diagnostic once, when it first occurs.</summary>
    public Action<EmulatorDiagnostic>? Log { get; init; }
}
