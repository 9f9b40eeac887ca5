using Bss2.Network;

namespace Bss2.Runtime.Placement;

/// <summary>Operating point that a circuit's settings aim at.</summary>
/// <param name="MembraneTauUs">τ_m.</param>
/// <param name="SynapticTauUs">τ_s of both inputs.</param>
/// <param name="ResetShare">(V_r − E_l) / (θ − E_l): 0 if reset and leak are the same.</param>
public sealed record CircuitTarget(double MembraneTauUs, double SynapticTauUs, double ResetShare)
{
    private const double Tolerance = 1e-6;

    /// <summary>Target of a layer's neurons.</summary>
    public static CircuitTarget Of(LifParameters p) =>
        new(p.MembraneTimeConstantUs, p.SynapticTimeConstantUs, (p.Reset - p.Leak) / (p.Threshold - p.Leak));

    /// <summary>Whether circuits set for this target realise a layer that wants another.</summary>
    public bool Realises(CircuitTarget wanted) => Near(MembraneTauUs, wanted.MembraneTauUs) && Near(SynapticTauUs, wanted.SynapticTauUs)
        && Math.Abs(ResetShare - wanted.ResetShare) <= Tolerance;

    private static bool Near(double a, double b) => Math.Abs(a - b) <= Tolerance * b;
}
