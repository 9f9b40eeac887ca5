using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Bss2.Cli.Chips;

/// <summary>What --chip names.</summary>
internal abstract record ChipTarget
{
    public const string Forms =
        "emulator, udp://HOST[:PORT[:RESETPORT]], tcp://HOST:PORT, serial:DEVICE[?baud=N], replay:FILE or dll:FILE[#CLASS]";

    private const int FpgaDataPort = 1234, FpgaResetPort = 45054, StandardBaud = 3_000_000;

    /// <summary>The emulator in this process.</summary>
    public sealed record Emulator : ChipTarget;

    /// <summary>An FPGA, or bss2 serve, behind UDP.</summary>
    public sealed record Udp(string Host, int Port, int ResetPort) : ChipTarget;

    /// <summary>A bridge, or bss2 serve, behind TCP.</summary>
    public sealed record Tcp(string Host, int Port) : ChipTarget;

    /// <summary>A bridge, or bss2 serve, behind a serial line.</summary>
    public sealed record Serial(string Device, int Baud) : ChipTarget;

    /// <summary>A recorded session.</summary>
    public sealed record Replay(string File) : ChipTarget;

    /// <summary>A link of the user's own.</summary>
    public sealed record Own(string File, string? Class) : ChipTarget;

    public static ChipTarget Parse(string text) =>
        TryParse(text, out ChipTarget? target, out string? error) ? target : throw new ArgumentException(error);

    public static bool TryParse(string text, [NotNullWhen(true)] out ChipTarget? target, [NotNullWhen(false)] out string? error)
    {
        (target, error) = text switch
        {
            "emulator" => (new Emulator(), null),
            _ when text.StartsWith("udp://", StringComparison.Ordinal) => ParseUdp(text["udp://".Length..]),
            _ when text.StartsWith("tcp://", StringComparison.Ordinal) => ParseTcp(text["tcp://".Length..]),
            _ when text.StartsWith("serial:", StringComparison.Ordinal) => ParseSerial(text["serial:".Length..]),
            _ when text.StartsWith("replay:", StringComparison.Ordinal) && text.Length > "replay:".Length =>
                ((ChipTarget?)new Replay(text["replay:".Length..]), (string?)null),
            _ when text.StartsWith("dll:", StringComparison.Ordinal) => ParseOwn(text["dll:".Length..]),
            _ => (null, $"give {Forms}"),
        };
        if (target is null)
        {
            error = $"--chip {text}: {error}.";
        }
        return target is not null;
    }

    private static (ChipTarget?, string?) ParseUdp(string rest)
    {
        (string host, string[] ports) = SplitHost(rest);
        int data = FpgaDataPort, reset = FpgaResetPort;
        bool good = ports.Length <= 2 && (ports.Length < 1 || TryPort(ports[0], out data)) && (ports.Length < 2 || TryPort(ports[1], out reset));
        return good && host.Length > 0 ? (new Udp(host, data, reset), null)
            : (null, "give udp://HOST, udp://HOST:PORT or udp://HOST:PORT:RESETPORT with ports from 1 to 65535");
    }

    private static (ChipTarget?, string?) ParseTcp(string rest)
    {
        (string host, string[] ports) = SplitHost(rest);
        return host.Length > 0 && ports.Length == 1 && TryPort(ports[0], out int port) ? (new Tcp(host, port), null)
            : (null, "give tcp://HOST:PORT with a port from 1 to 65535");
    }

    private static (ChipTarget?, string?) ParseSerial(string rest)
    {
        int query = rest.LastIndexOf("?baud=", StringComparison.Ordinal), baud = StandardBaud;
        string device = query < 0 ? rest : rest[..query];
        bool good = query < 0 || (int.TryParse(rest[(query + "?baud=".Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out baud) && baud > 0);
        return good && device.Length > 0 ? (new Serial(device, baud), null)
            : (null, "give serial:DEVICE or serial:DEVICE?baud=N, for instance serial:/dev/ttyUSB0?baud=3000000");
    }

    private static (ChipTarget?, string?) ParseOwn(string rest)
    {
        int name = rest.LastIndexOf('#');
        (string file, string? type) = name < 0 ? (rest, null) : (rest[..name], rest[(name + 1)..]);
        return file.Length > 0 && type is not "" ? (new Own(file, type), null)
            : (null, "give dll:FILE or dll:FILE#CLASS, a library with a class that implements IChipLink (docs/links.md)");
    }

    // An IPv6 address stands in brackets, as in a URL.
    private static (string Host, string[] Ports) SplitHost(string rest)
    {
        rest = rest.TrimEnd('/');
        int end = rest.StartsWith('[') ? rest.IndexOf(']', StringComparison.Ordinal) + 1 : 0;
        int colon = rest.IndexOf(':', end);
        string host = colon < 0 ? rest : rest[..colon];
        return (host.Trim('[', ']'), colon < 0 ? [] : rest[(colon + 1)..].Split(':'));
    }

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;
}
