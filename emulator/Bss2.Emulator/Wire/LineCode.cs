namespace Bss2.Emulator.Wire;

/// <summary>The serial line's code, on the board's side: frames without zeros, a zero behind each, and a checksum within.</summary>
/// <remarks>
/// Link-and-playback 7b. COBS: a code byte c stands for c − 1 bytes that follow it and then a zero, except that 255 stands for 254 bytes
/// and no zero. CRC-32: polynomial 0x04C11DB7 reflected, initial value and final exclusive-or all ones.
/// </remarks>
internal static class LineCode
{
    private const int LongestRun = 254;
    private const uint ReflectedPolynomial = 0xEDB8_8320;

    private static readonly uint[] s_crcOfByte = [.. Enumerable.Range(0, 256).Select(value =>
    {
        uint crc = (uint)value;
        for (int bit = 0; bit < 8; bit++)
        {
            crc = crc >> 1 ^ ((crc & 1) != 0 ? ReflectedPolynomial : 0);
        }
        return crc;
    })];

    /// <summary>Most bytes on the line for a frame, its closing zero included.</summary>
    public static int LineBytes(int frameBytes) => frameBytes + frameBytes / LongestRun + 2;

    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc = crc >> 8 ^ s_crcOfByte[(byte)(crc ^ value)];
        }
        return ~crc;
    }

    /// <summary>Stuffs a frame and closes it with a zero.</summary>
    public static int Stuff(ReadOnlySpan<byte> frame, Span<byte> line)
    {
        int written = 0;
        while (true)
        {
            ReadOnlySpan<byte> run = frame[..Math.Min(frame.Length, LongestRun)];
            int zero = run.IndexOf((byte)0);
            run = zero < 0 ? run : run[..zero];
            line[written] = (byte)(run.Length + 1);
            run.CopyTo(line[(written + 1)..]);
            written += run.Length + 1;
            if (zero >= 0)
            {
                // The zero itself is what the code stands for.
                frame = frame[(zero + 1)..];
            }
            else
            {
                frame = frame[run.Length..];
                if (frame.IsEmpty)
                {
                    break;
                }
            }
        }
        line[written] = 0;
        return written + 1;
    }

    /// <summary>Takes a stuffed frame apart, in place; false if it is none.</summary>
    public static bool TryUnstuff(Span<byte> line, out int frameBytes)
    {
        int read = 0;
        frameBytes = 0;
        while (read < line.Length)
        {
            int run = line[read++] - 1;
            if (run < 0 || read + run > line.Length)
            {
                return false;
            }
            for (int i = 0; i < run; i++)
            {
                byte value = line[read++];
                if (value == 0)
                {
                    return false;
                }
                line[frameBytes++] = value;
            }
            if (run < LongestRun && read < line.Length)
            {
                line[frameBytes++] = 0;
            }
        }
        return true;
    }
}
