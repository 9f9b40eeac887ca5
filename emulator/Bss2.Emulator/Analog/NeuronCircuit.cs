namespace Bss2.Emulator.Analog;

/// <summary>The analog switches of one neuron circuit, decoded from its NeuronConfig.</summary>
internal struct NeuronCircuit
{
    public bool LeakMultiply, LeakDivide, LeakDegeneration, ResetMultiply, ResetDivide, ResetDegeneration;
    public bool EnableFire, EnableThresholdComparator, EnablePause;
    public bool EnableExcitatory, EnableInhibitory, ExcitatoryHighResistance, InhibitoryHighResistance;
    public bool ExcitatorySmallCapacitance, InhibitorySmallCapacitance, ExcitatoryCoba, InhibitoryCoba;
    public bool BypassExcitatory, BypassInhibitory, OffsetCurrent, OffsetCurrentSink;
    public bool Adaptation, Exponential, InvertAdaptationA, InvertAdaptationB;
    public bool ConnectSomata, ConnectBottom, ConnectMembraneRight, ConnectSoma;
    public bool InterCompartment, InterCompartmentMultiply, InterCompartmentDivide;
    public bool EnableReadout, EnableReadoutAmplifier, UnbufferedAccess;
    public byte ReadoutSelect, MembraneCapacitance;
}
