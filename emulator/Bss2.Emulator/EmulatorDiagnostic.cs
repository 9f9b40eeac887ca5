namespace Bss2.Emulator;

/// <summary>Something an emulated chip had to say about what programs did with it.</summary>
/// <param name="Kind">How bad it is.</param>
/// <param name="Name">What happened, by register or part.</param>
/// <param name="Count">How often.</param>
/// <param name="First">Where it happened first: address, value, instruction, FPGA cycle.</param>
public sealed record EmulatorDiagnostic(EmulatorDiagnosticKind Kind, string Name, long Count, string First)
{
    /// <summary>Omnibus address of the first, if there was one.</summary>
    public uint? Address { get; init; }

    /// <summary>Value that the first wrote, if it wrote one.</summary>
    public uint? Value { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Count}×; first: {First})";
}
