using System.Diagnostics;
using System.Net;
using Bss2.Emulator;
using Bss2.Emulator.Wire;
using Bss2.Hal.Wire;
using Bss2.Links.Config;
using Bss2.Links.Serial;
using Bss2.Links.Tcp;
using Bss2.Links.Udp;

namespace Bss2.Cli.Bench.Suites;

/// <summary>A link to an emulated board in this process, over one transport; the board executes nothing but what costs it next to nothing.</summary>
/// <remarks>Lives as long as the process: both ends sleep while nothing is measured.</remarks>
internal sealed class LinkRig
{
    private const int ReceiveWords = 4096;

    private static readonly ulong s_halt = ToFpga.Loopback(tick: false);

    private readonly ulong[] _received = new ulong[ReceiveWords];
    private readonly ulong[] _haltOnly = [s_halt];

    private LinkRig(IChipLink link) => Link = link;

    public IChipLink Link { get; }

    public static LinkRig InProcess() => new(new EmulatorLink(new()));

    public static LinkRig Udp()
    {
        var farEnd = new UdpFarEnd(new EmulatedBoard(new(), _ => { }), new(IPAddress.Loopback, 0), new(IPAddress.Loopback, 0));
        var options = new UdpLinkOptions { DataPort = farEnd.EndPoint.Port, ResetPort = farEnd.ResetEndPoint.Port, Times = Patient };
        return new(UdpLink.ConnectAsync("127.0.0.1", options, TimeProvider.System, default).GetAwaiter().GetResult());
    }

    public static LinkRig Tcp()
    {
        var farEnd = new TcpFarEnd(new EmulatedBoard(new(), _ => { }), new(IPAddress.Loopback, 0));
        return new(TcpLink.ConnectAsync("127.0.0.1", farEnd.EndPoint.Port, Patient, TimeProvider.System, default).GetAwaiter().GetResult());
    }

    public static LinkRig Serial()
    {
        var terminal = PseudoTerminal.Open();
        _ = new SerialFarEnd(new EmulatedBoard(new(), _ => { }), terminal);
        var options = new SerialLinkOptions { Times = Patient };
        return new(SerialLink.ConnectAsync(terminal.Name, options, TimeProvider.System, default).GetAwaiter().GetResult());
    }

    private static HandshakeTimes Patient => new() { Reset = TimeSpan.FromSeconds(20), Echo = TimeSpan.FromSeconds(20) };

    /// <summary>Programs that consist of a halt, one after the other.</summary>
    /// <returns>Seconds that each took, in order.</returns>
    public double[] RoundTrips(int count)
    {
        var seconds = new double[count];
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Wait(Link.SendAsync(_haltOnly, default));
            ReceiveHalt();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        return seconds;
    }

    /// <summary>A program whose words go out and cause nothing but its halt.</summary>
    public void Send(ulong[] program)
    {
        Task sending = Link.SendAsync(program, default).AsTask();
        ReceiveHalt();
        sending.GetAwaiter().GetResult();
    }

    /// <summary>Words, the last one a halt, that reset the timer again and again.</summary>
    public static ulong[] Quiet(int words)
    {
        var program = new ulong[words];
        Array.Fill(program, ToFpga.Setup());
        program[^1] = s_halt;
        return program;
    }

    /// <summary>Words, the last one a halt, each of which is answered.</summary>
    public static ulong[] Ticks(int words)
    {
        var program = new ulong[words];
        Array.Fill(program, ToFpga.Loopback(tick: true));
        program[^1] = s_halt;
        return program;
    }

    private void ReceiveHalt()
    {
        var decoder = new UtDecoder(UtDictionary.FromFpga);
        var halts = new HaltSeeker();
        while (!halts.Found)
        {
            ValueTask<int> receiving = Link.ReceiveAsync(_received, default);
            int count = receiving.IsCompletedSuccessfully ? receiving.Result : receiving.AsTask().GetAwaiter().GetResult();
            decoder.Decode(_received.AsSpan(0, count), halts);
        }
    }

    private static void Wait(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.AsTask().GetAwaiter().GetResult();
        }
    }

    private sealed class HaltSeeker : IUtMessageSink
    {
        public bool Found { get; private set; }

        public void Take(int header, UInt128 payload) => Found |= header == FromFpga.LoopbackHeader && payload == 0;
    }
}
