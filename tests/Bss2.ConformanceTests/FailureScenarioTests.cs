using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Bss2.Emulator.Wire;
using Bss2.Hal;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Links.Config;
using Bss2.Links.Serial;
using Bss2.Links.Tcp;
using Bss2.Links.Udp;

namespace Bss2.ConformanceTests;

/// <summary>Boards that are not there, vanish, hang, babble or answer late: each ends in the message that docs/links.md shows.</summary>
public sealed partial class FailureScenarioTests
{
    private static readonly HandshakeTimes s_brief = new() { Reset = TimeSpan.FromSeconds(1), Echo = TimeSpan.FromSeconds(1) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. Scenarios.Keys];

    private static SortedDictionary<string, Func<Task>> Scenarios => new(StringComparer.Ordinal)
    {
        ["nobody listens (TCP)"] = async () => await TcpLink.ConnectAsync("127.0.0.1", FreePort(), s_brief, TimeProvider.System, Token),
        ["nobody answers the reset (UDP)"] = async () =>
        {
            using FakeUdpBoard board = new FakeUdpBoard { AnswersResets = false }.Start();
            await ConnectAsync(board);
        },
        ["there is no such port (serial)"] = async () =>
            await SerialLink.ConnectAsync("/dev/ttyNOWHERE", new SerialLinkOptions(), TimeProvider.System, Token),
        ["it takes the reset and hangs (UDP)"] = async () =>
        {
            using FakeUdpBoard board = new FakeUdpBoard { Echoes = false }.Start();
            await ConnectAsync(board);
        },
        ["it is built for other hardware (UDP)"] = async () =>
        {
            using FakeUdpBoard board = new FakeUdpBoard { Window = 32 }.Start();
            await ConnectAsync(board);
        },
        ["its bitfile needs newer software (UDP)"] = async () =>
        {
            using FakeUdpBoard board = new FakeUdpBoard { Info = "version: 9\ncompatible_until: 7\n" }.Start();
            await ConnectAsync(board);
        },
        ["another program owns the port (TCP)"] = () => OnTcpAsync(async client =>
            await client.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n"))),
        ["it vanishes in mid-program (UDP)"] = async () =>
        {
            using FakeUdpBoard board = new FakeUdpBoard { OnWords = self => self.Vanished = true }.Start();
            await RunAsync(await ConnectAsync(board), TimeSpan.FromMinutes(1));
        },
        ["it stops in mid-program (TCP)"] = () => OnTcpAsync(async client =>
        {
            await TakeAsync(client, 8);
            byte[] text = Encoding.ASCII.GetBytes("version: 1\ncompatible_until: 0\n\0");
            await client.SendAsync((byte[])[4, 0, 0, 0, 0, 0, 0, 8, .. Words(256, 128, 180, 4), .. text]);
            await client.SendAsync(await TakeAsync(client, 16));
            // Its operating system closes what its program leaves open.
            client.Shutdown(SocketShutdown.Send);
        }, async link => await link.ReceiveAsync(new ulong[1], Token)),
        ["another host takes it over (UDP)"] = async () =>
        {
            using var farEnd = new UdpFarEnd(new EmulatedBoard(new(), _ => { }), new(IPAddress.Loopback, 0), new(IPAddress.Loopback, 0));
            IChipLink first = await ConnectAsync(farEnd.EndPoint.Port, farEnd.ResetEndPoint.Port, Patient.Times);
            await using IChipLink second = await ConnectAsync(farEnd.EndPoint.Port, farEnd.ResetEndPoint.Port, Patient.Times);
            await RunAsync(first, TimeSpan.FromMinutes(1));
        },
        ["the halt never comes (UDP)"] = async () =>
        {
            using FakeUdpBoard board = new FakeUdpBoard().Start();
            await RunAsync(await ConnectAsync(board), TimeSpan.FromSeconds(1));
        },
        ["it answers too late (UDP)"] = async () =>
        {
            using FakeUdpBoard board = new FakeUdpBoard { OnWords = _ => Thread.Sleep(1500) }.Start();
            await using var chip = new WireExecutor(await ConnectAsync(board), TimeSpan.FromSeconds(1), TimeProvider.System);
            await Assert.ThrowsAsync<LinkException>(async () => await chip.ExecuteAsync(new PlaybackProgramBuilder().Build(), Token));
            await chip.ExecuteAsync(new PlaybackProgramBuilder().Build(), Token);
        },
        ["it babbles: packets of another kind (UDP)"] = async () =>
        {
            using FakeUdpBoard board = new FakeUdpBoard { OnWords = self => self.Send(0x0001, 1, 2, 3) }.Start();
            await RunAsync(await ConnectAsync(board), TimeSpan.FromMinutes(1));
        },
        ["it babbles: words that are no messages (UDP)"] = async () =>
        {
            using FakeUdpBoard board = new FakeUdpBoard { OnWords = self => self.SendWords(0x7FFF_FFFF_FFFF_FFFF) }.Start();
            await RunAsync(await ConnectAsync(board), TimeSpan.FromMinutes(1));
        },
        ["it answers what nobody asked (UDP)"] = async () =>
        {
            // An answer to a read that no program made, then the halt.
            List<ulong> words = [];
            var encoder = new UtEncoder(UtDictionary.FromFpga, words);
            encoder.Append(FromFpga.OmnibusDataHeader, 5);
            encoder.Append(FromFpga.LoopbackHeader, 0);
            encoder.Flush();
            using FakeUdpBoard board = new FakeUdpBoard { OnWords = self => self.SendWords([.. words]) }.Start();
            await RunAsync(await ConnectAsync(board), TimeSpan.FromMinutes(1));
        },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_user_sees_what_the_documentation_shows(string scenario)
    {
        Exception? e = await Record.ExceptionAsync(Scenarios[scenario]);
        Assert.IsAssignableFrom<HalException>(e);
        string document = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "links.md"));
        string? shown = Shown().Matches(document).Where(m => m.Groups[1].Value == scenario).Select(m => m.Groups[2].Value).SingleOrDefault();
        Assert.True(shown is not null && Plain(shown) == Plain(e!.Message), $"docs/links.md shows for '{scenario}':\n{shown}\nThe message is:\n{e!.Message}");
    }

    [Fact]
    public void The_documentation_shows_no_scenario_that_is_not_tested()
    {
        string document = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "links.md"));
        Assert.Equal(Names.Select(row => row.Data).Order(StringComparer.Ordinal), Shown().Matches(document).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    // | scenario | `message` | …
    [GeneratedRegex(@"^\| ([^|`]+?) \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Shown();

    [GeneratedRegex(@"(udp|tcp)://[^ :]+(:\d+)*|0x[0-9A-Fa-f]+|\d+([.,]\d+)*")]
    private static partial Regex Varies();

    // Ports, times and counts differ from run to run; a failure that comes between a send and a receive is told by the next of them.
    private static string Plain(string message)
    {
        string plain = Varies().Replace(message.ReplaceLineEndings(" "), "#");
        const string later = "#: the link failed; connect again. The failure was: ";
        return plain.StartsWith(later, StringComparison.Ordinal) ? plain[later.Length..] : plain;
    }

    private static Task<IChipLink> ConnectAsync(FakeUdpBoard board) => ConnectAsync(board.DataPort, board.ResetPort, s_brief);

    private static async Task<IChipLink> ConnectAsync(int dataPort, int resetPort, HandshakeTimes times)
    {
        var options = new UdpLinkOptions { DataPort = dataPort, ResetPort = resetPort, Times = times, Silence = TimeSpan.FromSeconds(2) };
        return await UdpLink.ConnectAsync("127.0.0.1", options, TimeProvider.System, Token);
    }

    private static async Task RunAsync(IChipLink link, TimeSpan deadline)
    {
        await using var chip = new WireExecutor(link, deadline, TimeProvider.System);
        await chip.ExecuteAsync(new PlaybackProgramBuilder().Build(), Token);
    }

    private static byte[] Words(params ulong[] words) => [.. words.SelectMany(word => BitConverter.GetBytes(word).Reverse())];

    private static async Task<byte[]> TakeAsync(Socket client, int bytes)
    {
        var buffer = new byte[bytes];
        for (int got = 0; got < bytes;)
        {
            got += await client.ReceiveAsync(buffer.AsMemory(got), Token);
        }
        return buffer;
    }

    private static async Task OnTcpAsync(Func<Socket, Task> serve, Func<IChipLink, Task>? use = null)
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task serving = Task.Run(async () =>
        {
            using Socket client = await listener.AcceptAsync(Token);
            await serve(client);
            // Until the other side has gone.
            await client.ReceiveAsync(new byte[1000], Token);
        }, Token);
        try
        {
            await using IChipLink link = await TcpLink.ConnectAsync("127.0.0.1", ((IPEndPoint)listener.LocalEndPoint!).Port, Patient.Times,
                TimeProvider.System, Token);
            await use!(link);
        }
        finally
        {
            await serving;
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
