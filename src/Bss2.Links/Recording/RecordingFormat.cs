using System.Buffers.Binary;
using System.IO.Hashing;

namespace Bss2.Links.Recording;

/// <summary>The file of a recorded session, version 1; everything little endian.</summary>
/// <remarks>
/// Magic and version (int32). Then blocks: kind (1 byte), words that it stands for (int32), bytes of payload (int32), payload, CRC-32 over
/// the CRC before it (0 at first) and all of the block: none can be changed, left out or moved. Words are stored by byte planes (all lowest
/// bytes first), Brotli-compressed unless that makes them longer. The last block counts the words; a file without it was not closed.
/// </remarks>
internal static class RecordingFormat
{
    public const int Version = 1, CrcBytes = sizeof(uint), HeadBytes = 1 + 2 * sizeof(int), PreambleBytes = 8 + sizeof(int);

    /// <summary>A connection begins: its payload says with whom, as JSON.</summary>
    public const byte Connected = 1;

    /// <summary>Words to the far end.</summary>
    public const byte Sent = 2;

    /// <summary>Words from the far end.</summary>
    public const byte Received = 3;

    /// <summary>The connection failed: kind of failure and message, as JSON.</summary>
    public const byte Failed = 4;

    /// <summary>The last block: words sent and received in all.</summary>
    public const byte End = 5;

    /// <summary>Words in a block; longer transfers are cut.</summary>
    public const int MaximumWords = 1 << 16;

    /// <summary>Bytes of a payload: words that do not compress.</summary>
    public const int MaximumPayloadBytes = MaximumWords * sizeof(ulong);

    public static ReadOnlySpan<byte> Magic => "BSS2REC\n"u8;

    /// <summary>Checksum of a block.</summary>
    /// <param name="before">Checksum of the block before it.</param>
    /// <param name="block">Head and payload.</param>
    public static uint Checksum(uint before, ReadOnlySpan<byte> block)
    {
        Span<byte> link = stackalloc byte[CrcBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(link, before);
        var crc = new Crc32();
        crc.Append(link);
        crc.Append(block);
        return crc.GetCurrentHashAsUInt32();
    }

    /// <summary>Puts words into byte planes: neighbours differ little in their upper bytes.</summary>
    public static void ToPlanes(ReadOnlySpan<ulong> words, Span<byte> planes)
    {
        for (int plane = 0; plane < sizeof(ulong); plane++)
        {
            Span<byte> one = planes.Slice(plane * words.Length, words.Length);
            for (int i = 0; i < words.Length; i++)
            {
                one[i] = (byte)(words[i] >> (8 * plane));
            }
        }
    }

    /// <summary>The reverse.</summary>
    public static void FromPlanes(ReadOnlySpan<byte> planes, Span<ulong> words)
    {
        words.Clear();
        for (int plane = 0; plane < sizeof(ulong); plane++)
        {
            ReadOnlySpan<byte> one = planes.Slice(plane * words.Length, words.Length);
            for (int i = 0; i < words.Length; i++)
            {
                words[i] |= (ulong)one[i] << (8 * plane);
            }
        }
    }
}
