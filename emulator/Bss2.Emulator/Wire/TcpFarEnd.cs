using System.Net;
using System.Net.Sockets;

namespace Bss2.Emulator.Wire;

/// <summary>The board's end of TCP links: listens, and serves each connection on a thread of its own.</summary>
/// <remarks>Link-and-playback 7a. A connection owns the board once it sends a reset; a newer reset closes it.</remarks>
public sealed class TcpFarEnd : IDisposable
{
    // More than one host at a time is a mistake already; this only bounds what mistakes can cost.
    private const int MaximumConnections = 16;

    private readonly Socket _listener;
    private readonly EmulatedBoard _board;
    private readonly HashSet<TcpHost> _hosts = [];
    private readonly Thread _accepting;
    private bool _stopped;

    /// <summary>Starts to listen.</summary>
    /// <param name="board">The board behind this wire.</param>
    /// <param name="at">Address and port; port 0 lets the system choose.</param>
    /// <exception cref="SocketException">The port is taken or not allowed.</exception>
    public TcpFarEnd(EmulatedBoard board, IPEndPoint at)
    {
        _board = board;
        _listener = new(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(at);
            _listener.Listen();
        }
        catch
        {
            _listener.Dispose();
            throw;
        }
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = new(Accept) { Name = "bss2 tcp accept", IsBackground = true };
        _accepting.Start();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Closes everything and waits until its threads have ended.</summary>
    public void Dispose()
    {
        TcpHost[] hosts;
        lock (_hosts)
        {
            _stopped = true;
            hosts = [.. _hosts];
        }
        _listener.Dispose();
        foreach (TcpHost host in hosts)
        {
            host.Close();
        }
        _accepting.Join();
    }

    private void Accept()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = _listener.Accept();
                socket.NoDelay = true;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                lock (_hosts)
                {
                    if (_stopped)
                    {
                        return;
                    }
                }
                // A connection that died before it was accepted, or no file handles left for a moment.
                Thread.Sleep(1);
                continue;
            }
            Serve(socket);
        }
    }

    private void Serve(Socket socket)
    {
        TcpHost host;
        try
        {
            host = new(socket, _board);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return;
        }
        lock (_hosts)
        {
            if (_stopped || _hosts.Count >= MaximumConnections)
            {
                host.Close();
                return;
            }
            _hosts.Add(host);
        }
        var thread = new Thread(() =>
        {
            host.Serve();
            lock (_hosts)
            {
                _hosts.Remove(host);
            }
        })
        { Name = "bss2 tcp host", IsBackground = true };
        thread.Start();
    }
}
