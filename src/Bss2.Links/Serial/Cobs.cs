namespace Bss2.Links.Serial;

/// <summary>Consistent overhead byte stuffing: bytes without a zero among them, so that a zero can end a frame.</summary>
/// <remarks>Cheshire and Baker 1999, doi 10.1109/90.769765: each code byte says how many bytes follow before the next zero.</remarks>
internal static class Cobs
{
    private const int MaximumCode = 0xFF;

    /// <summary>Most bytes that a frame of a given length becomes, without the zero behind it.</summary>
    public static int MaximumLength(int length) => length + length / (MaximumCode - 1) + 1;

    /// <summary>Encodes a frame.</summary>
    /// <returns>Bytes written.</returns>
    public static int Encode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int codeAt = 0, at = 1, code = 1;
        foreach (byte value in source)
        {
            if (code == MaximumCode)
            {
                destination[codeAt] = MaximumCode;
                (codeAt, at, code) = (at, at + 1, 1);
            }
            if (value == 0)
            {
                destination[codeAt] = (byte)code;
                (codeAt, at, code) = (at, at + 1, 1);
            }
            else
            {
                destination[at++] = value;
                code++;
            }
        }
        destination[codeAt] = (byte)code;
        return at;
    }

    /// <summary>Decodes what lay between two zeros.</summary>
    /// <param name="source">Encoded bytes.</param>
    /// <param name="destination">At least as long as the source.</param>
    /// <param name="length">Bytes written.</param>
    /// <returns>False if it is no code: a zero within, or a count that points beyond the end.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> source, Span<byte> destination, out int length)
    {
        length = 0;
        while (!source.IsEmpty)
        {
            int code = source[0];
            if (code == 0 || code > source.Length || source[1..code].Contains((byte)0))
            {
                return false;
            }
            source[1..code].CopyTo(destination[length..]);
            length += code - 1;
            source = source[code..];
            if (code < MaximumCode && !source.IsEmpty)
            {
                destination[length++] = 0;
            }
        }
        return true;
    }
}
