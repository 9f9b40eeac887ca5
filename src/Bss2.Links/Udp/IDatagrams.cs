namespace Bss2.Links.Udp;

/// <summary>Datagrams to and from one far end: each whole or not at all, but possibly lost, doubled or out of order.</summary>
internal interface IDatagrams : IDisposable
{
    /// <summary>Whether the network reported since the last call that nobody listens there; asking clears it.</summary>
    bool TakeRefused();

    /// <summary>Sends the reset frame to the reset port, and hears only the far end from then on.</summary>
    /// <param name="lost">It does not go out: what the network may do to it.</param>
    void SendReset(bool lost = false);

    /// <summary>Sends one datagram, or loses it: the protocol repeats it.</summary>
    void Send(ReadOnlySpan<byte> datagram);

    /// <summary>Takes one datagram if one is waiting; a longer one than fits is cut, which its length then shows.</summary>
    bool TryReceive(Span<byte> destination, out int length);

    /// <summary>Waits until one is there, or for the given time.</summary>
    void Wait(int milliseconds);
}
