namespace Bss2.Spikes;

/// <summary>A moment of FPGA system time.</summary>
/// <param name="Cycles">FPGA cycles of 8 ns, modulo 2^43.</param>
/// <remarks>Never mixed with <see cref="ChipTime"/> without naming the conversion: the two clocks agree only after a SystimeSync.</remarks>
public readonly record struct FpgaTime(ulong Cycles) : IComparable<FpgaTime>
{
    /// <summary>Length of a cycle, µs.</summary>
    public const double CycleUs = 0.008;

    /// <summary>FPGA cycles in a microsecond.</summary>
    public const int CyclesPerUs = 125;

    /// <summary>Mask of the 43-bit counter.</summary>
    public const ulong Mask = (1UL << 43) - 1;

    /// <inheritdoc/>
    public int CompareTo(FpgaTime other) => Cycles.CompareTo(other.Cycles);

    /// <summary>Earlier.</summary>
    public static bool operator <(FpgaTime left, FpgaTime right) => left.Cycles < right.Cycles;

    /// <summary>Later.</summary>
    public static bool operator >(FpgaTime left, FpgaTime right) => left.Cycles > right.Cycles;

    /// <summary>Earlier or equal.</summary>
    public static bool operator <=(FpgaTime left, FpgaTime right) => left.Cycles <= right.Cycles;

    /// <summary>Later or equal.</summary>
    public static bool operator >=(FpgaTime left, FpgaTime right) => left.Cycles >= right.Cycles;
}
