namespace Bss2.Emulator.Readout;

/// <summary>MADCConfig as far as it acts here (register-map 9).</summary>
internal readonly struct MadcSettings
{
    public MadcSettings(ReadOnlySpan<uint> words, uint control)
    {
        static bool Bit(uint word, int bit) => (word >> bit & 1) != 0;
        InitialInput = (int)(words[0] >> 3 & 1);
        InputLength = (int)(words[0] >> 4 & 0xF);
        double scaling = Bit(words[8], 0) ? 2 * ((words[8] >> 1 & 0xFFF) + 1) : 1;
        PeriodCycles = (ReadoutDefaults.MadcBaseCycles + (words[0] >> 8 & 7)) * scaling;
        WakeUpCycles = (words[1] & 0x3FF) * scaling;
        Samples = (int)(words[3] & 0xFFFF);
        Connected = Bit(words[7], 0) && Bit(words[9], 0) && Bit(words[9], 4) && Bit(words[9], 6) && Bit(control, 5);
    }

    /// <summary>Active-mux input of the first sample.</summary>
    public int InitialInput { get; }

    /// <summary>Samples taken from an input before the other has its turn; 0: never.</summary>
    public int InputLength { get; }

    /// <summary>Distance of samples, MADC clock cycles.</summary>
    public double PeriodCycles { get; }

    /// <summary>From wake-up to ready, MADC clock cycles.</summary>
    public double WakeUpCycles { get; }

    /// <summary>Samples in a recording that is not continuous.</summary>
    public int Samples { get; }

    /// <summary>Whether multiplexer and preamplifier carry a signal to the converter; otherwise it sees 0 V.</summary>
    public bool Connected { get; }
}
