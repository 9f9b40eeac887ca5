namespace Bss2.Spikes;

/// <summary>The 16-bit label that an event carries between FPGA and chip.</summary>
/// <param name="Value">All 16 bits.</param>
/// <remarks>
/// Source: halco event.h; register-map 1.5. Fields overlap on purpose: input and output events read them differently.
/// </remarks>
public readonly record struct SpikeLabel(ushort Value)
{
    /// <summary>Bits 15..14: SPL1 lane; crossbar input 8 + lane for events to the chip, L2 output for events from it.</summary>
    public int Spl1Address => Value >> 14;

    /// <summary>Bits 13..0: what crossbar masks see.</summary>
    public int NeuronLabel => Value & 0x3FFF;

    /// <summary>Bits 10..8: event output of the neuron that fired (column div 32).</summary>
    public int NeuronEventOutput => (Value >> 8) & 7;

    /// <summary>Bits 7..0: address_out of the neuron's backend.</summary>
    public int NeuronBackendAddress => Value & 0xFF;

    /// <summary>Bits 9..0: what the reference stack calls the PADI label, although a PADI bus carries bit 10 too.</summary>
    public int PadiLabel => Value & 0x3FF;

    /// <summary>Bits 10..6: compared by synapse drivers.</summary>
    public int RowSelectAddress => (Value >> 6) & 0x1F;

    /// <summary>Bits 5..0: compared by synapses.</summary>
    public int SynapseLabel => Value & 0x3F;

    /// <summary>Builds the label of an event that the host sends to the synapses.</summary>
    /// <param name="spl1Address">0..3.</param>
    /// <param name="rowSelectAddress">0..31.</param>
    /// <param name="synapseLabel">0..63.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static SpikeLabel ForInput(int spl1Address, int rowSelectAddress, int synapseLabel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)spl1Address, 3u, nameof(spl1Address));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)rowSelectAddress, 31u, nameof(rowSelectAddress));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)synapseLabel, 63u, nameof(synapseLabel));
        return new((ushort)(spl1Address << 14 | rowSelectAddress << 6 | synapseLabel));
    }
}
