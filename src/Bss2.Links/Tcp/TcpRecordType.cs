namespace Bss2.Links.Tcp;

/// <summary>Kinds of record on TCP and serial links.</summary>
/// <remarks>Link-and-playback 7b.</remarks>
internal enum TcpRecordType
{
    /// <summary>Words of the UT stream.</summary>
    Data = 1,

    /// <summary>The host asks for a fresh start.</summary>
    Reset = 3,

    /// <summary>The answer: parameters and bitfile info.</summary>
    Config = 4,

    /// <summary>To be sent back as it is.</summary>
    Loopback = 5,

    /// <summary>The host is about to close.</summary>
    Flush = 6,
}
