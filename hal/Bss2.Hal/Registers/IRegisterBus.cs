namespace Bss2.Hal.Registers;

/// <summary>
/// One ordered list of 32-bit Omnibus reads and writes; an address nobody answers is an <see cref="OmnibusException"/> naming it,
/// not a
/// zero.
/// </summary>
public interface IRegisterBus
{
    /// <summary>Runs accesses in order; returns when all are answered.</summary>
    /// <param name="operations">The accesses.</param>
    /// <param name="readBack">Filled with the words read, in order; as long as there are reads.</param>
    /// <param name="cancellationToken">Ends the wait; how many accesses were made is then unknown.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or the bus does not reach an address.</exception>
    /// <exception cref="OmnibusException">An address did not answer; accesses before it were made.</exception>
    ValueTask TransactAsync(ReadOnlyMemory<RegisterOperation> operations, Memory<uint> readBack,
        CancellationToken cancellationToken);
}
