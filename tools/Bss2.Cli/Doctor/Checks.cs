using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Cli.Doctor;

/// <summary>Looks at the machine the way the rest of the program will use it.</summary>
internal static partial class Checks
{
    // The FPGA's ports (link-and-playback 1.2), which serve takes by default.
    private const int DataPort = 1234, ResetPort = 45054;

    private const long EnoughMemory = 1L << 30;
    private const int ReadWrite = 6;

    public static IEnumerable<DoctorCheck> All() =>
        [Runtime(), Cores(), Vectors(), Memory(), Folder(), Port("UDP", DataPort), Port("UDP", ResetPort), .. Serial(), PseudoTerminal()];

    private static DoctorCheck Runtime() => Environment.Version.Major >= 10
        ? new("runtime", DoctorVerdict.Ok, $".NET {Environment.Version}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}")
        : new("runtime", DoctorVerdict.Problem, $".NET {Environment.Version}", "Install the .NET 10 SDK.");

    private static DoctorCheck Cores() => Environment.ProcessorCount >= 2
        ? new("cores", DoctorVerdict.Ok, $"{Environment.ProcessorCount}")
        : new("cores", DoctorVerdict.Note, "1", "Training works, on one thread.");

    private static DoctorCheck Vectors()
    {
        int bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        return bits >= 256 ? new("vector width", DoctorVerdict.Ok, $"{bits} bits")
            : new("vector width", DoctorVerdict.Note, $"{bits} bits", "Results are the same; emulator and trainer run several times slower.");
    }

    private static DoctorCheck Memory()
    {
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        string finding = $"{available / (1 << 20)} MiB for this process";
        return available >= EnoughMemory ? new("memory", DoctorVerdict.Ok, finding)
            : new("memory", DoctorVerdict.Note, finding, "A training run needs a quarter of a GiB; long recordings need more.");
    }

    private static DoctorCheck Folder()
    {
        string here = Directory.GetCurrentDirectory(), probe = Path.Combine(here, $".bss2-doctor-{Environment.ProcessId}");
        try
        {
            File.WriteAllBytes(probe, [0]);
            File.Delete(probe);
            return new("run folders", DoctorVerdict.Ok, $"{here} can be written");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new("run folders", DoctorVerdict.Problem, e.Message, "Change to another folder, or give --out.");
        }
    }

    private static DoctorCheck Port(string kind, int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return new($"{kind} port {port}", DoctorVerdict.Ok, "free on loopback");
        }
        catch (SocketException e)
        {
            return new($"{kind} port {port}", DoctorVerdict.Note, e.Message, "serve needs another port: --udp PORT --reset-port PORT.");
        }
    }

    private static IEnumerable<DoctorCheck> Serial()
    {
        if (!OperatingSystem.IsLinux())
        {
            yield return new("serial devices", DoctorVerdict.Note, "looked for on Linux only", "Give the port by name: --chip serial:NAME.");
            yield break;
        }
        string[] devices = [.. Directory.EnumerateFiles("/dev", "ttyUSB*"), .. Directory.EnumerateFiles("/dev", "ttyACM*")];
        if (devices.Length == 0)
        {
            yield return new("serial devices", DoctorVerdict.Ok, "none (none is needed for the emulator)");
        }
        foreach (string device in devices)
        {
            yield return Access(device, ReadWrite) == 0 ? new(device, DoctorVerdict.Ok, "can be read and written")
                : new(device, DoctorVerdict.Problem, "no permission", "Add yourself to the group that owns it (often dialout) and log in again.");
        }
    }

    private static DoctorCheck PseudoTerminal() => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()
        ? File.Exists("/dev/ptmx") ? new("pseudo-terminals", DoctorVerdict.Ok, "/dev/ptmx is there")
            : new("pseudo-terminals", DoctorVerdict.Note, "no /dev/ptmx", "serve --pty will not work here.")
        : new("pseudo-terminals", DoctorVerdict.Note, "not on this system", "serve --pty works on Linux and macOS only; use --tcp or --udp.");

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
