using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Bss2.Emulator.Wire;

/// <summary>A serial line between two programs of this machine: a name that others open as a port, and the bytes at its other end.</summary>
/// <remarks>POSIX posix_openpt. Raw mode is set on both ends' shared line discipline, or newlines in the data would be changed.</remarks>
public sealed class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 2, TerminalSettingsBytes = 256, Now = 0;

    // "Do not make it this process's controlling terminal": 0x100 on Linux, 0x20000 on macOS.
    private static readonly int s_noControllingTerminal = OperatingSystem.IsMacOS() ? 0x2_0000 : 0x100;

    private readonly FileStream _line, _port;
    private volatile bool _closed;

    private PseudoTerminal(SafeFileHandle master, SafeFileHandle port, string name)
    {
        (_line, _port) = (new(master, FileAccess.ReadWrite, bufferSize: 0), new(port, FileAccess.ReadWrite, bufferSize: 0));
        Name = name;
    }

    private static readonly int s_bothQueues = OperatingSystem.IsMacOS() ? 3 : 2;

    /// <summary>Whether this system has them.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>What to open at the other end, for instance /dev/pts/4.</summary>
    public string Name { get; }

    /// <summary>Reads bytes that the other end sent; waits for at least one.</summary>
    /// <returns>Bytes read; 0 once this is closed.</returns>
    public int Read(Span<byte> destination)
    {
        int got = _closed ? 0 : _line.Read(destination);
        return _closed ? 0 : got;
    }

    /// <summary>Sends bytes to the other end; waits while its buffer is full.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (!_closed)
        {
            _line.Write(bytes);
        }
    }

    /// <summary>Ends reads and writes that wait. Closing a file does not do that.</summary>
    public void Close()
    {
        _closed = true;
        _ = tcflush((int)_port.SafeFileHandle.DangerousGetHandle(), s_bothQueues);
        _port.WriteByte(0);
    }

    /// <summary>Makes one.</summary>
    /// <exception cref="PlatformNotSupportedException">The system has none.</exception>
    /// <exception cref="IOException">The system gives none.</exception>
    public static PseudoTerminal Open()
    {
        if (!IsSupported)
        {
            throw new PlatformNotSupportedException("Pseudo-terminals exist on Linux and macOS only; serve over TCP or UDP instead.");
        }
        int master = posix_openpt(ReadWrite | s_noControllingTerminal);
        if (master < 0)
        {
            throw Failed("open a pseudo-terminal");
        }
        var masterHandle = new SafeFileHandle(master, ownsHandle: true);
        if (grantpt(master) != 0 || unlockpt(master) != 0)
        {
            throw Failed("unlock a pseudo-terminal");
        }
        string name = Marshal.PtrToStringAnsi(ptsname(master)) ?? throw Failed("name a pseudo-terminal");
        // Kept open: while nobody has the port open, reading this end would fail.
        int port = open(name, ReadWrite | s_noControllingTerminal);
        if (port < 0)
        {
            throw Failed($"open {name}");
        }
        var settings = new byte[TerminalSettingsBytes];
        if (tcgetattr(port, settings) != 0)
        {
            throw Failed($"read the settings of {name}");
        }
        cfmakeraw(settings);
        return tcsetattr(port, Now, settings) == 0 ? new(masterHandle, new SafeFileHandle(port, ownsHandle: true), name)
            : throw Failed($"set {name} to raw mode");
    }

    /// <summary>Closes both ends.</summary>
    public void Dispose()
    {
        _closed = true;
        _line.Dispose();
        _port.Dispose();
    }

    private static IOException Failed(string what) => new($"Cannot {what} (error {Marshal.GetLastPInvokeError()}: "
        + $"{Marshal.GetLastPInvokeErrorMessage()}).");

    [DllImport("libc", SetLastError = true)]
    private static extern int posix_openpt(int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int grantpt(int fd);

    [DllImport("libc", SetLastError = true)]
    private static extern int unlockpt(int fd);

    [DllImport("libc", SetLastError = true)]
    private static extern nint ptsname(int fd);

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int open(string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int tcgetattr(int fd, byte[] settings);

    [DllImport("libc", SetLastError = true)]
    private static extern int tcflush(int fd, int queues);

    [DllImport("libc")]
    private static extern void cfmakeraw(byte[] settings);

    [DllImport("libc", SetLastError = true)]
    private static extern int tcsetattr(int fd, int when, byte[] settings);
}
