using Bss2.Network;

namespace Bss2.Baselines;

/// <summary>How a surrogate gradient turns spikes on a grid into a spike time.</summary>
public enum SpikeTimeDecoder
{
    /// <summary>The usual one: the bin of the spike says −1, whatever the slope of the membrane was.</summary>
    SpikeBin,

    /// <summary>t = dt Σ_k (1 − H_k) up to the spike: tends to the true derivative for fine grids and narrow kernels.</summary>
    CountedSilence,
}

/// <summary>d(first spike time)/dw of one neuron with one input, by a SuperSpike surrogate on an explicit-Euler grid.</summary>
/// <remarks>
/// Zenke &amp; Ganguli 2018: the step's derivative is replaced by 1/(α |V − θ| + 1)²; the reset is detached. The counted decoder uses
/// α/(α |V − θ| + 1)², whose one-sided area is 1 (eventprop 5).
/// </remarks>
public static class SurrogateFirstSpike
{
    /// <summary>The surrogate's derivative, µs per model weight, and the grid's spike time; null if the neuron stays silent.</summary>
    /// <param name="neuron">Parameters; leak 0.</param>
    /// <param name="weight">Of the single input spike at t = 0.</param>
    /// <param name="stepUs">dt, µs.</param>
    /// <param name="windowUs">How long to look.</param>
    /// <param name="alpha">Sharpness of the kernel, 1/θ.</param>
    /// <param name="decoder">From spikes to a time.</param>
    public static (double TimeUs, double ByWeight)? Differentiate(
        LifParameters neuron, double weight, double stepUs, double windowUs, double alpha, SpikeTimeDecoder decoder)
    {
        double a = stepUs / neuron.MembraneTimeConstantUs, decay = 1 - stepUs / neuron.SynapticTimeConstantUs;
        double v = 0, i = weight, response = 0, trace = 1, sum = 0;
        int steps = (int)Math.Round(windowUs / stepUs);
        for (int k = 1; k <= steps; k++)
        {
            v += a * (i - v);
            response += a * (trace - response); // dV/dw on the same grid
            i *= decay;
            trace *= decay;
            double kernel = Kernel(v - neuron.Threshold, alpha);
            if (decoder == SpikeTimeDecoder.CountedSilence)
            {
                sum -= stepUs * alpha * kernel * response;
            }
            if (v > neuron.Threshold)
            {
                return (k * stepUs, decoder == SpikeTimeDecoder.SpikeBin ? -kernel * response : sum);
            }
        }
        return null;
    }

    private static double Kernel(double overshoot, double alpha)
    {
        double x = alpha * Math.Abs(overshoot) + 1;
        return 1 / (x * x);
    }
}
