namespace Bss2.Links.Udp;

/// <summary>The fixed numbers of HostARQ as BSS-2 uses it.</summary>
/// <remarks>Link-and-playback 1.2, 1.3 (sctrltp_defines.h, ParametersFcp): compiled into both ends and compared when they connect.</remarks>
internal static class HostArq
{
    /// <summary>Sequence numbers count modulo this.</summary>
    public const int Modulus = 256;

    /// <summary>Frames that may be on their way unacknowledged, per direction.</summary>
    public const int Window = 128;

    /// <summary>64-bit words in a frame.</summary>
    public const int MaximumWords = 180;

    /// <summary>Bytes before the words: ACK, SEQ, PTYPE, LEN.</summary>
    public const int HeadBytes = 12;

    /// <summary>Bytes of a full frame.</summary>
    public const int MaximumBytes = HeadBytes + MaximumWords * sizeof(ulong);

    /// <summary>Bytes of a frame that only acknowledges.</summary>
    public const int AckBytes = sizeof(uint);

    /// <summary>The reset frame.</summary>
    public const uint ResetMagic = 0xABAB_ABAB;

    /// <summary>Acknowledges "nothing yet".</summary>
    public const int NothingYet = Modulus - 1;

    /// <summary>Packet types.</summary>
    public const ushort UtStream = 0x0010, Flush = 0x8000, Loopback = 0x8001, Config = 0x8002;

    /// <summary>Where an FPGA listens.</summary>
    public const int DataPort = 1234, ResetPort = 45054;
}
