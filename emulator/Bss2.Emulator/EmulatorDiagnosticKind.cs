namespace Bss2.Emulator;

/// <summary>Kinds of <see cref="EmulatorDiagnostic"/>.</summary>
public enum EmulatorDiagnosticKind
{
    /// <summary>A switch was set that has no effect here, though it has one on a chip. Fatal when strict.</summary>
    Ignored,

    /// <summary>The true reason of something that a host sees only the effects of: an Omnibus that does not answer, a lost word.</summary>
    Cause,
}
