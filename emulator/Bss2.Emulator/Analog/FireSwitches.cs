namespace Bss2.Emulator.Analog;

/// <summary>How a neuron backend's fire line is joined to others, decoded from its NeuronBackendConfig.</summary>
internal struct FireSwitches
{
    public bool Master, Slave, Bottom, FromRight, ToRight;

    /// <summary>Whether other backends can play a part.</summary>
    public readonly bool Any => Slave || (Master && (Bottom || FromRight || ToRight));
}
