using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Bss2.Hal.Wire;

namespace Bss2.Links.Udp;

/// <summary>A UDP socket that hears only its far end.</summary>
/// <remarks>
/// Link-and-playback 1.2: one host socket for data and reset; the FPGA answers to where the reset came from. The reset goes out before the
/// socket is connected, because some systems do not let a connected one send elsewhere.
/// </remarks>
internal sealed class UdpDatagrams : IDatagrams
{
    private const int BufferBytes = 10_000_000;

    private readonly Socket _socket;
    private readonly IPEndPoint _data, _reset;
    private bool _refused;

    public UdpDatagrams(string endpoint, IPAddress address, int dataPort, int resetPort)
    {
        (_data, _reset) = (new(address, dataPort), new(address, resetPort));
        _socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        try
        {
            // The system may grant less; loss only costs time.
            _socket.ReceiveBufferSize = BufferBytes;
            _socket.SendBufferSize = BufferBytes;
            _socket.Bind(new IPEndPoint(address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0));
        }
        catch (SocketException e)
        {
            _socket.Dispose();
            throw new LinkException(LinkFailure.Unreachable, endpoint, $"no UDP socket ({e.SocketErrorCode}: {e.Message}).", e);
        }
    }

    public bool TakeRefused()
    {
        bool refused = _refused;
        _refused = false;
        return refused;
    }

    public void SendReset(bool lost)
    {
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(magic, HostArq.ResetMagic);
        if (!lost)
        {
            _socket.SendTo(magic, SocketFlags.None, _reset);
        }
        _socket.Connect(_data);
    }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        _socket.Send(datagram, SocketFlags.None, out SocketError error);
        Note(error);
    }

    public bool TryReceive(Span<byte> destination, out int length)
    {
        length = _socket.Receive(destination, SocketFlags.None, out SocketError error);
        Note(error);
        // A datagram that did not fit is reported as an error by some systems; it is wrong anyway.
        return error == SocketError.Success;
    }

    public void Wait(int milliseconds) => _socket.Poll(milliseconds * 1000, SelectMode.SelectRead);

    public void Dispose() => _socket.Dispose();

    private void Note(SocketError error) => _refused |= error is SocketError.ConnectionRefused or SocketError.ConnectionReset;
}
