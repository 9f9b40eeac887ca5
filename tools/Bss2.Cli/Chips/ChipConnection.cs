using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Links.Config;
using Bss2.Links.Serial;
using Bss2.Links.Tcp;
using Bss2.Links.Udp;

namespace Bss2.Cli.Chips;

/// <summary>Connects to remote chips.</summary>
internal static class ChipConnection
{
    // A reset is sent once and may get lost on its way; quiggeldy tries ten times (link-and-playback 6.3).
    private const int Attempts = 3;

    public static async Task<IChipLink> ConnectAsync(ChipTarget target, CancellationToken token)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await ConnectOnceAsync(target, token);
            }
            catch (LinkException e) when (e.Failure == LinkFailure.NoAnswer && attempt < Attempts)
            {
                // Once more.
            }
        }
    }

    /// <summary>Reads the far end's serial number and refuses another die than the one asked for.</summary>
    public static async Task RequireDieAsync(IPlaybackExecutor chip, string die, ulong expectedDna, CancellationToken token)
    {
        var builder = new PlaybackProgramBuilder();
        Ticket<FPGADeviceDNA> dna = builder.Read<FPGADeviceDNA, Unique>(default);
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), token);
        ulong found = dna.Read(result).Value;
        if (found != expectedDna)
        {
            throw new InvalidOperationException($"--die {die} was asked for, but {chip.Chip.Name} answers (identity {chip.Chip.Identity}, FPGA "
                + $"serial number 0x{found:X}). Leave --die away to take what is there, or serve that die.");
        }
    }

    private static async Task<IChipLink> ConnectOnceAsync(ChipTarget target, CancellationToken token)
    {
        var times = new HandshakeTimes();
        return target switch
        {
            ChipTarget.Udp udp => await UdpLink.ConnectAsync(udp.Host,
                new UdpLinkOptions { DataPort = udp.Port, ResetPort = udp.ResetPort, Times = times }, TimeProvider.System, token),
            ChipTarget.Tcp tcp => await TcpLink.ConnectAsync(tcp.Host, tcp.Port, times, TimeProvider.System, token),
            ChipTarget.Serial serial => await SerialLink.ConnectAsync(serial.Device, new SerialLinkOptions { Baud = serial.Baud }, TimeProvider.System, token),
            _ => throw new ArgumentException($"{target} is no remote chip.", nameof(target)),
        };
    }
}
