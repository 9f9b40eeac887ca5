using System.Buffers.Binary;

namespace Bss2.Links.Udp;

/// <summary>Head of a data frame; all fields and words are big endian.</summary>
/// <remarks>Link-and-playback 1.1.</remarks>
/// <param name="Acknowledge">Last sequence number that the sender received in order.</param>
/// <param name="Sequence">Number of this frame, 0..255.</param>
/// <param name="Type">Packet type.</param>
/// <param name="Words">64-bit words that follow, 1..180.</param>
internal readonly record struct HostArqFrame(uint Acknowledge, int Sequence, ushort Type, int Words)
{
    /// <summary>Writes the head.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, Acknowledge);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], (uint)Sequence);
        BinaryPrimitives.WriteUInt16BigEndian(destination[8..], Type);
        BinaryPrimitives.WriteUInt16BigEndian(destination[10..], (ushort)Words);
    }

    /// <summary>Reads a head; false if the datagram is no data frame: its length must be that of its words, exactly.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out HostArqFrame frame)
    {
        frame = default;
        if (datagram.Length < HostArq.HeadBytes)
        {
            return false;
        }
        uint sequence = BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]);
        int words = BinaryPrimitives.ReadUInt16BigEndian(datagram[10..]);
        frame = new(BinaryPrimitives.ReadUInt32BigEndian(datagram), (int)Math.Min(sequence, HostArq.Modulus),
            BinaryPrimitives.ReadUInt16BigEndian(datagram[8..]), words);
        return sequence < HostArq.Modulus && words is >= 1 and <= HostArq.MaximumWords
            && datagram.Length == HostArq.HeadBytes + words * sizeof(ulong);
    }
}
