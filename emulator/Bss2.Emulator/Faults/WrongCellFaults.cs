namespace Bss2.Emulator.Faults;

/// <summary>Which CapMem cells are off, and by how much.</summary>
public sealed record WrongCellFaults
{
    /// <summary>Share of the neurons' cells, 0 to 1; shared cells are struck by the list only.</summary>
    public double Share { get; init; }

    /// <summary>Codes by which the share is off; the sum stays within 0 … 1022.</summary>
    public int Offset { get; init; }

    /// <summary>Cells by place.</summary>
    public IReadOnlyList<WrongCell> List { get; init; } = [];
}
