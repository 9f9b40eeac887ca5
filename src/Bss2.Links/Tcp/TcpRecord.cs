using System.Buffers.Binary;

namespace Bss2.Links.Tcp;

/// <summary>Head of a record on a TCP link: type (8 bits), 24 reserved bits, number of 64-bit words that follow; all big endian.</summary>
/// <remarks>Link-and-playback 7a; type codes of 7b.</remarks>
/// <param name="Type">Kind of record.</param>
/// <param name="Count">Words that follow.</param>
internal readonly record struct TcpRecord(TcpRecordType Type, int Count)
{
    /// <summary>Bytes of a head.</summary>
    public const int HeadBytes = 8;

    /// <summary>Largest record, words: the packet of HostARQ.</summary>
    public const int MaximumWords = 180;

    /// <summary>Writes the head.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)Type << 24);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], (uint)Count);
    }

    /// <summary>Reads a head; false if it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out TcpRecord record)
    {
        uint first = BinaryPrimitives.ReadUInt32BigEndian(source), count = BinaryPrimitives.ReadUInt32BigEndian(source[4..]);
        record = new((TcpRecordType)(first >> 24), (int)Math.Min(count, MaximumWords + 1));
        return (first & 0xFF_FFFF) == 0 && count <= MaximumWords && Enum.IsDefined(record.Type);
    }
}
