namespace Bss2.Emulator.Analog;

/// <summary>Whether a synapse column's lines reach its neuron (ColumnCurrentQuad).</summary>
internal struct ColumnSwitches
{
    public bool Excitatory, Inhibitory;
}
