using System.Numerics;

namespace Bss2.Hal.Registers;

/// <summary>A named setting of a container.</summary>
/// <param name="Name">Name in the reference stack's vectors; array elements as name[i].</param>
/// <param name="Minimum">Smallest value.</param>
/// <param name="Maximum">Largest value.</param>
/// <param name="Default">Value after default construction.</param>
/// <param name="IsSwitch">Whether it is a boolean.</param>
/// <param name="Coding">From value to bits.</param>
/// <param name="Pieces">Where the bits are.</param>
public sealed record RegisterField(
    string Name, long Minimum, long Maximum, long Default, bool IsSwitch, FieldCoding Coding, IReadOnlyList<FieldPiece> Pieces)
{
    // Six binary bits, then a thermometer of three; read back, its highest bit decides, whatever the lower ones are.
    private const int ThermometerLsb = 6;

    /// <summary>Bits of the stored value.</summary>
    public int Width => Pieces.Sum(piece => piece.Width);

    /// <summary>
    /// Whether it steers the access itself (byte enables) instead of lying in a word; reading gives its default.
    /// </summary>
    public bool IsAccessOption => Pieces.Count == 0;

    /// <summary>Value to stored bits.</summary>
    /// <param name="container">Named by the message of an error.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of the field's range; the message names all
    /// three.</exception>
    public ulong ToStored(string container, long value)
    {
        if (value < Minimum || value > Maximum)
        {
            throw new ArgumentOutOfRangeException(Name, value,
                $"{container}.{Name} is {value}; it must lie in {Minimum}..{Maximum}.");
        }
        return Coding switch
        {
            FieldCoding.BitReversed => Reverse((ulong)value, Width),
            FieldCoding.SynapseWeight => PermuteWeight((ulong)value),
            FieldCoding.MinusOne => (ulong)(value - 1),
            FieldCoding.Plus128 => (ulong)(value + 128),
            FieldCoding.TwosComplement => (ulong)value & ((1UL << Width) - 1),
            FieldCoding.Thermometer => (ulong)value & 0x3F | ((1UL << (int)(value >> 6)) - 1) << ThermometerLsb,
            _ => (ulong)value,
        };
    }

    /// <summary>Stored bits to value.</summary>
    public long FromStored(ulong bits) => Coding switch
    {
        FieldCoding.BitReversed => (long)Reverse(bits, Width),
        FieldCoding.SynapseWeight => (long)PermuteWeight(bits),
        FieldCoding.MinusOne => (long)bits + 1,
        FieldCoding.Plus128 => (long)bits - 128,
        FieldCoding.TwosComplement => (long)(bits << (64 - Width)) >> (64 - Width),
        FieldCoding.Thermometer => (long)(bits & 0x3F) | (64L - BitOperations.LeadingZeroCount(bits >> ThermometerLsb)) << 6,
        FieldCoding.AnyBit => bits != 0 ? 1 : 0,
        _ => (long)bits,
    };

    private static ulong Reverse(ulong value, int width)
    {
        ulong result = 0;
        for (int bit = 0; bit < width; bit++)
        {
            result |= (value >> bit & 1) << (width - 1 - bit);
        }
        return result;
    }

    private static ulong PermuteWeight(ulong value) => value & 0x20 | Reverse(value & 0x1F, 5);
}
