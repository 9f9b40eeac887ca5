namespace Bss2.Hal.Wire;

/// <summary>Why a link failed: decides what a caller can do about it.</summary>
/// <remarks>Link-and-playback 6.3.</remarks>
public enum LinkFailure
{
    /// <summary>No connection: nobody listens there, or the network refuses.</summary>
    Unreachable,

    /// <summary>The far end took the reset, or the connection, but did not answer the handshake in time.</summary>
    NoAnswer,

    /// <summary>The far end speaks with other parameters or wants newer software; reconnecting does not help.</summary>
    Incompatible,

    /// <summary>An established link lost its far end: closed, vanished, or taken over by another host.</summary>
    Lost,

    /// <summary>The link holds, but a program's halt did not come back in the time that it was given.</summary>
    NoHalt,

    /// <summary>The far end sent what the protocol does not allow.</summary>
    Garbage,

    /// <summary>What was sent or received differs from a recording.</summary>
    Differs,
}
