namespace Bss2.Links.Serial;

/// <summary>Kinds of frame on a serial link.</summary>
/// <remarks>Link-and-playback 7b.</remarks>
internal enum SerialFrameType : byte
{
    /// <summary>Words of the UT stream.</summary>
    Data = 1,

    /// <summary>Acknowledgement alone, without a number of its own.</summary>
    Ack = 2,

    /// <summary>The host asks for a fresh start; without a number of its own.</summary>
    Reset = 3,

    /// <summary>The answer: parameters and bitfile info.</summary>
    Config = 4,

    /// <summary>To be sent back as it is.</summary>
    Loopback = 5,

    /// <summary>The host is about to close.</summary>
    Flush = 6,
}
