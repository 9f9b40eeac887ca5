namespace Bss2.Training;

/// <summary>How the adjoint is integrated.</summary>
public enum AdjointKind
{
    /// <summary>Event-driven, no time step.</summary>
    Exact,

    /// <summary>Reverse explicit Euler on a grid: the paper's method.</summary>
    Euler,
}
