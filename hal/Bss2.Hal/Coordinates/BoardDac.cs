namespace Bss2.Hal.Coordinates;

/// <summary>A DAC of the cube adapter board: 0 references and read-out, 1 supplies.</summary>
/// <remarks>Source: halco dac; register-map 13.1.</remarks>
public readonly record struct BoardDac : ICoordinate<BoardDac>
{
    /// <summary>How many there are.</summary>
    public const int Count = 2;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..1.</exception>
    public BoardDac(int value) => Value = Ranged.Require(nameof(BoardDac), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<BoardDac>.Count => Count;

    static BoardDac ICoordinate<BoardDac>.At(int number) => new(number);
}
