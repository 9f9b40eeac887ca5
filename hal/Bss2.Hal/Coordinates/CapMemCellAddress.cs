namespace Bss2.Hal.Coordinates;

/// <summary>A CapMem cell on the chip: 3120 · block + 130 · row + column.</summary>
/// <remarks>Source: halco capmem; register-map 1.1, 6.</remarks>
public readonly record struct CapMemCellAddress : ICoordinate<CapMemCellAddress>
{
    /// <summary>How many there are.</summary>
    public const int Count = CapMemBlock.Count * CapMemRow.Count * CapMemColumn.Count;

    private const int FirstShared = 128, SecondShared = 129;

    private const int CellsPerBlock = CapMemRow.Count * CapMemColumn.Count;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..12479.</exception>
    public CapMemCellAddress(int value) => Value = Ranged.Require(nameof(CapMemCellAddress), value, Count);

    /// <summary>The one in a row and column of a block.</summary>
    public CapMemCellAddress(CapMemBlock block, CapMemRow row, CapMemColumn column)
        : this(CellsPerBlock * block.Value + CapMemColumn.Count * row.Value + column.Value)
    {
    }

    /// <summary>Its number.</summary>
    public int Value { get; }

    /// <summary>Block.</summary>
    public CapMemBlock Block => new(Value / CellsPerBlock);

    /// <summary>Row.</summary>
    public CapMemRow Row => new(Value % CellsPerBlock / CapMemColumn.Count);

    /// <summary>Column.</summary>
    public CapMemColumn Column => new(Value % CapMemColumn.Count);

    /// <summary>The shared cells that drive nothing, in the order of the reference stack.</summary>
    public static IReadOnlyList<CapMemCellAddress> Unused { get; } =
    [
        .. Cells(1, FirstShared, 23, 23), .. Cells(3, FirstShared, 23, 23), .. Cells(2, FirstShared, 21, 23),
        .. Cells(0, SecondShared, 0, 7), .. Cells(0, SecondShared, 15, 22),
        .. Cells(1, SecondShared, 0, 22), .. Cells(2, SecondShared, 0, 22), .. Cells(3, SecondShared, 0, 22),
    ];

    private static IEnumerable<CapMemCellAddress> Cells(int block, int column, int firstRow, int lastRow) =>
        Enumerable.Range(firstRow, lastRow - firstRow + 1).Select(row =>
            new CapMemCellAddress(new(block), new CapMemRow(row), new CapMemColumn(column)));

    static int ICoordinate<CapMemCellAddress>.Count => Count;

    static CapMemCellAddress ICoordinate<CapMemCellAddress>.At(int number) => new(number);
}
