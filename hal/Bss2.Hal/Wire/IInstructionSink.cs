namespace Bss2.Hal.Wire;

/// <summary>Takes complete UT messages to the FPGA, in program order; each is exactly one 64-bit word.</summary>
public interface IInstructionSink
{
    /// <summary>Appends one message (built by <see cref="ToFpga"/>).</summary>
    void Append(ulong message);
}
