namespace Bss2.Hal.Coordinates;

/// <summary>Word of PPU memory, 4096 per PPU.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct PpuMemoryWord : ICoordinate<PpuMemoryWord>
{
    /// <summary>How many there are.</summary>
    public const int Count = 8192;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..8191.</exception>
    public PpuMemoryWord(int value) => Value = Ranged.Require(nameof(PpuMemoryWord), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<PpuMemoryWord>.Count => Count;

    static PpuMemoryWord ICoordinate<PpuMemoryWord>.At(int number) => new(number);
}
