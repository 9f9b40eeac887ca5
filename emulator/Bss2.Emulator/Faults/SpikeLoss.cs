namespace Bss2.Emulator.Faults;

/// <summary>How many spikes vanish on the high-speed links.</summary>
/// <remarks>Which ones is a function of seed, direction, label and system time: a batch that is run again loses the same.</remarks>
public sealed record SpikeLoss
{
    /// <summary>Probability of a spike on its way to the chip, 0 to 1.</summary>
    public double ToChip { get; init; }

    /// <summary>Probability of a spike on its way to the FPGA, 0 to 1.</summary>
    public double FromChip { get; init; }
}
