namespace Bss2.Emulator.Faults;

/// <summary>Branches of the seed: numbers never change, or plans would strike elsewhere.</summary>
internal enum FaultKind
{
    DeadNeuron = 1,
    DeadSynapse,
    StuckWeight,
    StuckWeightValue,
    StuckCell,
    StuckCellValue,
    WrongCell,
    LostToChip,
    LostFromChip,
}
