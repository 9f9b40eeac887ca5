using Bss2.Hal.Coordinates;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>Synchronises the system time of chip and FPGA, or only reports it.</summary>
/// <remarks>Source: fisch; register-map 13.</remarks>
public sealed record SystimeSync : IWritable<Unique>
{
    /// <summary>Whether to synchronise.</summary>
    public bool DoSync { get; init; } = true;

    /// <inheritdoc/>
    public void AppendWrite(Unique coordinate, IInstructionSink sink) => sink.Append(ToFpga.SystimeInit(DoSync));
}
