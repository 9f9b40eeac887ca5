using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Bss2.Emulator;
using Bss2.Emulator.Wire;

namespace Bss2.Cli.Serve;

/// <summary>One emulated board behind several wires at once, until it is stopped.</summary>
internal sealed class Server(EmulatorOptions options, IPAddress address)
{
    public int? UdpPort { get; init; }

    public int ResetPort { get; init; }

    public int? TcpPort { get; init; }

    /// <summary>Whether to make a pseudo-terminal too.</summary>
    public bool Serial { get; init; }

    public async Task<int> RunAsync(bool json, CancellationToken token)
    {
        TextWriter log = TextWriter.Synchronized(json ? Console.Error : Console.Out);
        var board = new EmulatedBoard(options, log.WriteLine);
        log.WriteLine($"Chip: {board.Chip.Name}; this is an emulator, not a board");
        if (!IPAddress.IsLoopback(address))
        {
            log.WriteLine($"Listening on {address}: whoever reaches it can take the chip over, there are no passwords.");
        }
        List<IDisposable> farEnds = [];
        List<object> endpoints = [];
        try
        {
            if (UdpPort is { } udp)
            {
                UdpFarEnd far = Open("--udp or --reset-port", () => new UdpFarEnd(board, new(address, udp), new(address, ResetPort)));
                farEnds.Add(far);
                Announce("udp", $"udp://{Host(far.EndPoint)}:{far.ResetEndPoint.Port}");
            }
            if (TcpPort is { } tcp)
            {
                TcpFarEnd far = Open("--tcp", () => new TcpFarEnd(board, new(address, tcp)));
                farEnds.Add(far);
                Announce("tcp", $"tcp://{Host(far.EndPoint)}");
            }
            if (Serial)
            {
                PseudoTerminal terminal = PseudoTerminal.Open();
                farEnds.Add(new SerialFarEnd(board, terminal));
                Announce("serial", $"serial:{terminal.Name}");
            }
            if (json)
            {
                // At the beginning: whoever started this wants to connect now.
                Console.Out.WriteLine(JsonSerializer.Serialize(new
                {
                    endpoints, chip = board.Chip.Name, identity = board.Chip.Identity, emulator = true, reduced_model = options.Core == CoreModel.Linear,
                }));
            }
            log.WriteLine("Ctrl-C stops.");
            await Task.Delay(Timeout.InfiniteTimeSpan, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            farEnds.ForEach(far => far.Dispose());
        }
        log.WriteLine("Stopped.");
        return 0;

        void Announce(string kind, string chip)
        {
            endpoints.Add(new { kind, chip });
            log.WriteLine($"Listening: --chip {chip}");
        }
    }

    private static string Host(IPEndPoint at)
    {
        // A client on this machine reaches a server that listens everywhere at loopback.
        IPAddress shown = at.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : at.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : at.Address;
        return new IPEndPoint(shown, at.Port).ToString();
    }

    private T Open<T>(string option, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (SocketException e)
        {
            throw new IOException($"Cannot listen on {address} for {option} ({e.SocketErrorCode}: {e.Message}); choose another port, or 0 for any "
                + "free one.", e);
        }
    }
}
