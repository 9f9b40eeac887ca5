namespace Bss2.Calibration.Instruments;

/// <summary>What a circuit's read-out amplifier shows to the converters (register-map 3, readout_select).</summary>
internal enum ReadoutNode
{
    /// <summary>The amplifier is off.</summary>
    None,

    /// <summary>Membrane.</summary>
    Membrane,

    /// <summary>Line of the excitatory input.</summary>
    ExcitatoryLine,

    /// <summary>Line of the inhibitory input.</summary>
    InhibitoryLine,
}
