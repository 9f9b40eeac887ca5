using System.Buffers.Binary;
using System.IO.Hashing;

namespace Bss2.Links.Serial;

/// <summary>A frame of a serial link before stuffing: type, number, acknowledgement, count, words (big endian), CRC-32 (little endian).</summary>
/// <remarks>Link-and-playback 7b.</remarks>
/// <param name="Type">Kind of frame.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Acknowledge">Last number that the sender received in order.</param>
/// <param name="Words">64-bit words in it, 0..64.</param>
internal readonly record struct SerialFrame(SerialFrameType Type, byte Sequence, byte Acknowledge, int Words)
{
    /// <summary>64-bit words in a frame.</summary>
    public const int MaximumWords = 64;

    /// <summary>Bytes before the words.</summary>
    public const int HeadBytes = 4;

    /// <summary>Bytes of the checksum.</summary>
    public const int CrcBytes = 4;

    /// <summary>Bytes of a full frame before stuffing.</summary>
    public const int MaximumBytes = HeadBytes + MaximumWords * sizeof(ulong) + CrcBytes;

    /// <summary>Bytes before stuffing.</summary>
    public int Length => HeadBytes + Words * sizeof(ulong) + CrcBytes;

    /// <summary>Writes the head; the words are there already.</summary>
    public void WriteHead(Span<byte> frame) => (frame[0], frame[1], frame[2], frame[3]) = ((byte)Type, Sequence, Acknowledge, (byte)Words);

    /// <summary>Writes the checksum behind everything else.</summary>
    public static void Seal(Span<byte> frame) =>
        BinaryPrimitives.WriteUInt32LittleEndian(frame[^CrcBytes..], Crc32.HashToUInt32(frame[..^CrcBytes]));

    /// <summary>Reads a frame; false if its length, count, type or checksum is wrong.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out SerialFrame frame)
    {
        frame = default;
        if (bytes.Length < HeadBytes + CrcBytes)
        {
            return false;
        }
        frame = new((SerialFrameType)bytes[0], bytes[1], bytes[2], bytes[3]);
        return frame.Words <= MaximumWords && bytes.Length == frame.Length && Enum.IsDefined(frame.Type)
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[^CrcBytes..]) == Crc32.HashToUInt32(bytes[..^CrcBytes]);
    }
}
