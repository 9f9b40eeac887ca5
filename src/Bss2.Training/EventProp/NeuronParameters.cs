namespace Bss2.Training.EventProp;

/// <summary>What one neuron is, where it is known better than its layer's nominal parameters say: two inputs of its own each.</summary>
/// <param name="MembraneTauUs">τ_m, µs.</param>
/// <param name="Excitatory">Input of weights of 0 and above.</param>
/// <param name="Inhibitory">Input of weights below 0.</param>
/// <param name="Reset">V_r in the layer's units, whose leak and threshold the neuron keeps: gains count in its own threshold distance.</param>
/// <param name="DelayUs">By how much later than the nominal latency events act, µs; may be below 0.</param>
public sealed record NeuronParameters(double MembraneTauUs, NeuronInput Excitatory, NeuronInput Inhibitory, double Reset, double DelayUs)
{
    /// <summary>Checks that the neuron exists.</summary>
    /// <exception cref="ArgumentException">A number is not finite, or a time constant or gain is not positive; the message says which.</exception>
    public void Validate()
    {
        foreach ((string name, double value) in ((string, double)[])[("τ_m", MembraneTauUs), ("excitatory τ_s", Excitatory.TauUs),
            ("excitatory gain", Excitatory.Gain), ("inhibitory τ_s", Inhibitory.TauUs), ("inhibitory gain", Inhibitory.Gain)])
        {
            if (!(value > 0) || !double.IsFinite(value))
            {
                throw new ArgumentException($"{name} of a neuron is {value}; it must be a positive number.");
            }
        }
        if (!double.IsFinite(Reset) || !double.IsFinite(DelayUs))
        {
            throw new ArgumentException($"Reset {Reset} and delay {DelayUs} of a neuron must be finite.");
        }
    }
}

/// <summary>A synaptic input of a neuron.</summary>
/// <param name="TauUs">τ_s, µs.</param>
/// <param name="Gain">What a model weight of 1 really is, in model weights.</param>
public readonly record struct NeuronInput(double TauUs, double Gain);
