namespace Bss2.Emulator.Digital;

/// <summary>Outputs of the chip's clock block (halco PLLClockOutputOnDLS).</summary>
internal enum ClockOutput
{
    Serdes,
    PhyReference,

    /// <summary>Plasticity processors; the digital core and its Omnibus run on it too (choice: the division is not published).</summary>
    Core,
    Madc,
}
