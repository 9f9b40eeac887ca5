namespace Bss2.Emulator.Faults;

/// <summary>Which CapMem cells are stuck, and at what.</summary>
public sealed record StuckCellFaults
{
    /// <summary>Share of the neurons' cells, 0 to 1; shared cells are struck by the list only.</summary>
    public double Share { get; init; }

    /// <summary>Code at whose value the share is stuck, 0 … 1022; null: seed and place decide.</summary>
    public int? Code { get; init; }

    /// <summary>Cells by place.</summary>
    public IReadOnlyList<StuckCell> List { get; init; } = [];
}
