using System.IO.Ports;
using Bss2.Hal.Wire;

namespace Bss2.Links.Serial;

/// <summary>Opens serial ports, and says why one does not open.</summary>
internal static class SerialPorts
{
    private const int BufferBytes = 64 * 1024, DataBits = 8;

    public static SerialPort Open(string endpoint, string device, SerialLinkOptions options)
    {
        var port = new SerialPort(device, options.Baud, Parity.None, DataBits, StopBits.One)
        {
            Handshake = options.HardwareFlowControl ? Handshake.RequestToSend : Handshake.None,
            ReadBufferSize = BufferBytes,
            WriteBufferSize = BufferBytes,
        };
        try
        {
            port.Open();
            return port;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            port.Dispose();
            // A missing device comes as "access denied" with the real reason inside.
            string reason = (e.InnerException ?? e).Message;
            string advice = !OperatingSystem.IsWindows() && !File.Exists(device) ? "No such device: check the name and the cable."
                : e is UnauthorizedAccessException ? "It is in use, or you may not use it; on Linux, join the group that owns the device (often dialout)."
                : $"Check the name, and that it can do {options.Baud} baud.";
            throw new LinkException(LinkFailure.Unreachable, endpoint, $"the port does not open ({reason}). {advice}", e);
        }
    }
}
