namespace Bss2.Hal.Wire;

/// <summary>Takes decoded messages, in order.</summary>
public interface IUtMessageSink
{
    /// <summary>One message.</summary>
    /// <param name="header">Instruction number.</param>
    /// <param name="payload">Payload bits, right-aligned; bits between header and payload are dropped.</param>
    void Take(int header, UInt128 payload);
}
