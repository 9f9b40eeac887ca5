namespace Bss2.Network;

/// <summary>A layer's LIF neurons with exponential current synapses, in model units: leak 0, threshold in units of itself.</summary>
/// <remarks>
/// τ_m V' = (E_l − V) + I, τ_s I' = −I, I += w at a presynaptic spike; at V = θ a spike, then V = V_r for the refractory time.
/// Convention of Wunderlich &amp; Pehle 2021; docs/units.md.
/// </remarks>
public sealed record LifParameters
{
    /// <summary>τ_m, µs.</summary>
    public required double MembraneTimeConstantUs { get; init; }

    /// <summary>τ_s, µs.</summary>
    public required double SynapticTimeConstantUs { get; init; }

    /// <summary>θ above leak.</summary>
    public double Threshold { get; init; } = 1;

    /// <summary>E_l.</summary>
    public double Leak { get; init; }

    /// <summary>V_r.</summary>
    public double Reset { get; init; }

    /// <summary>Time for which V stays at V_r after a spike, µs; longer than the window means one spike per neuron.</summary>
    public double RefractoryUs { get; init; }

    /// <summary>Checks that the neuron exists.</summary>
    /// <exception cref="ArgumentException">A value is not finite, a time constant is not positive, or the reset lies above threshold.</exception>
    public void Validate()
    {
        if (!(MembraneTimeConstantUs > 0) || !double.IsFinite(MembraneTimeConstantUs))
        {
            throw new ArgumentException($"MembraneTimeConstantUs is {MembraneTimeConstantUs}; it must be a positive number of µs.");
        }
        if (!(SynapticTimeConstantUs > 0) || !double.IsFinite(SynapticTimeConstantUs))
        {
            throw new ArgumentException($"SynapticTimeConstantUs is {SynapticTimeConstantUs}; it must be a positive number of µs.");
        }
        if (!double.IsFinite(Threshold) || !double.IsFinite(Leak) || !double.IsFinite(Reset) || Reset >= Threshold)
        {
            throw new ArgumentException($"Threshold {Threshold}, leak {Leak}, reset {Reset}: all must be finite and reset below threshold.");
        }
        if (!(RefractoryUs >= 0))
        {
            throw new ArgumentException($"RefractoryUs is {RefractoryUs}; it must be 0 or more.");
        }
    }
}
