namespace Bss2.Spikes;

/// <summary>A moment of chip system time as the host reconstructs it.</summary>
/// <param name="Cycles">Steps of 8 ns, modulo 2^43: the chip stamps at 4 ns, the host drops the last bit.</param>
/// <remarks>Never mixed with <see cref="FpgaTime"/> without naming the conversion: the two clocks agree only after a SystimeSync.</remarks>
public readonly record struct ChipTime(ulong Cycles) : IComparable<ChipTime>
{
    /// <summary>Length of a step, µs.</summary>
    public const double CycleUs = 0.008;

    /// <summary>Steps of 8 ns in a microsecond.</summary>
    public const int CyclesPerUs = 125;

    /// <summary>Mask of the 43-bit counter.</summary>
    public const ulong Mask = (1UL << 43) - 1;

    /// <inheritdoc/>
    public int CompareTo(ChipTime other) => Cycles.CompareTo(other.Cycles);

    /// <summary>Earlier.</summary>
    public static bool operator <(ChipTime left, ChipTime right) => left.Cycles < right.Cycles;

    /// <summary>Later.</summary>
    public static bool operator >(ChipTime left, ChipTime right) => left.Cycles > right.Cycles;

    /// <summary>Earlier or equal.</summary>
    public static bool operator <=(ChipTime left, ChipTime right) => left.Cycles <= right.Cycles;

    /// <summary>Later or equal.</summary>
    public static bool operator >=(ChipTime left, ChipTime right) => left.Cycles >= right.Cycles;
}
