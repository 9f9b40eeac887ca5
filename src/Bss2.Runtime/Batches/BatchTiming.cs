using Bss2.Network;
using Bss2.Spikes;

namespace Bss2.Runtime.Batches;

/// <summary>When things happen in a batch, FPGA cycles of 8 ns.</summary>
/// <param name="Quiet">From a synchronisation to the first sample, at least: the past is forgotten by then.</param>
/// <param name="FastClock">From a sample's reset to the return of its refractory clocks.</param>
/// <param name="Begin">From a sample's reset to its window.</param>
/// <param name="Window">Length of the window.</param>
internal sealed record BatchTiming(uint Quiet, uint FastClock, uint Begin, uint Window)
{
    /// <summary>From an input's instruction to the stamp of a spike that it causes at once: 40 ns in, 40 ns out (analog-core 2.6).</summary>
    public const int LatencyCycles = 10;

    // A chip that has been left alone for 20 synaptic time constants has forgotten.
    private const double QuietTaus = 20;

    // What is left of a spike at the end of a window when the next one begins: 4 % and 2 %. Inputs usually end long before, the spikes of
    // neurons do not.
    private const double SettleTausAfterInputs = 10.0 / 3, SettleTausAfterNeurons = 4;

    /// <summary>Distance of two samples.</summary>
    public uint Period => Begin + Window + LatencyCycles + 1;

    /// <summary>Timing of a network; slow synapses stretch what is asked for.</summary>
    /// <param name="network">The network.</param>
    /// <param name="quietUs">Least quiet time.</param>
    /// <param name="fastClockUs">Time with the fast clock.</param>
    /// <param name="settleUs">Least time between reset and window.</param>
    public static BatchTiming For(NetworkSnapshot network, double quietUs, double fastClockUs, double settleUs)
    {
        double tau = network.Layers.Max(layer => layer.Parameters.SynapticTimeConstantUs);
        double settle = network.Projections.Select(p => network.Layers[p.Target].Parameters.SynapticTimeConstantUs
            * (p.Source == Projection.Input ? SettleTausAfterInputs : SettleTausAfterNeurons)).Append(settleUs).Max();
        return new(Cycles(Math.Max(quietUs, QuietTaus * tau)), Cycles(fastClockUs), Cycles(Math.Max(settle, fastClockUs + 1)), Cycles(network.WindowUs));
    }

    /// <summary>Nearest cycle.</summary>
    public static uint Cycles(double us) => (uint)Math.Round(us * FpgaTime.CyclesPerUs);
}
