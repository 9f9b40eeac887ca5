namespace Bss2.Hal.Coordinates;

/// <summary>A DAC channel of the cube adapter board: 8 · DAC + channel.</summary>
/// <remarks>Source: halco dac; register-map 13.1.</remarks>
public readonly record struct BoardDacChannel : ICoordinate<BoardDacChannel>
{
    /// <summary>How many there are.</summary>
    public const int Count = 16;

    /// <summary>Channels of a DAC.</summary>
    public const int PerDac = 8;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..15.</exception>
    public BoardDacChannel(int value) => Value = Ranged.Require(nameof(BoardDacChannel), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    /// <summary>Its DAC.</summary>
    public BoardDac Dac => new(Value / PerDac);

    /// <summary>Channel of its DAC.</summary>
    public int Channel => Value % PerDac;

    static int ICoordinate<BoardDacChannel>.Count => Count;

    static BoardDacChannel ICoordinate<BoardDacChannel>.At(int number) => new(number);
}
