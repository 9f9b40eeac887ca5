namespace Bss2.Hal.Registers;

/// <summary>A run of a field's bits in one word of a container.</summary>
/// <param name="Word">Word of the container.</param>
/// <param name="Lsb">Lowest bit in the word.</param>
/// <param name="Width">Number of bits.</param>
/// <param name="FieldLsb">Bit of the field's value that <paramref name="Lsb"/> holds.</param>
/// <param name="Inverted">Whether the bits are stored inverted.</param>
public readonly record struct FieldPiece(int Word, int Lsb, int Width, int FieldLsb = 0, bool Inverted = false)
{
    internal uint Mask => Width == 32 ? uint.MaxValue : (1u << Width) - 1;
}
