namespace Bss2.Emulator.Digital;

/// <summary>A field that holds what it is given and does nothing here, though it does something on a chip.</summary>
/// <param name="Container">Name of its container.</param>
/// <param name="Name">Its name.</param>
/// <param name="Word">Word of an element of its block.</param>
/// <param name="Lsb">Lowest bit.</param>
/// <param name="Width">Bits.</param>
/// <param name="Neutral">Its stored default: what is emulated is a chip with this value.</param>
internal readonly record struct IgnoredField(string Container, string Name, int Word, int Lsb, int Width, uint Neutral)
{
    /// <summary>Whether its word went through a conversion from Gray code as a whole.</summary>
    public bool IsConverted { get; init; }

    /// <summary>Whether a word asks for more than is emulated.</summary>
    public bool IsAskedFor(uint word) => ((IsConverted ? word ^ word >> 1 : word) >> Lsb & (uint)((1UL << Width) - 1)) != Neutral;

    /// <summary>What a diagnostic calls it.</summary>
    public string Diagnostic => $"{Container}.{Name} differs from its default: no effect here";
}
