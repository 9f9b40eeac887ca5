using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Links.Config;
using Bss2.Links.Serial;
using Bss2.Links.Tcp;
using Bss2.Links.Udp;
using Bss2.Runtime;

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

    /// <summary>Refuses what is no HICANN-X v3, and another die than the one asked for, before anything is written.</summary>
    public static async Task RequireAsync(IPlaybackExecutor chip, ExpectedChip expected, string die, CancellationToken token)
    {
        ChipIdentity found = await ChipIdentity.ReadAsync(chip, token);
        if (expected.FpgaDna is { } dna && dna != found.FpgaDna)
        {
            throw new ChipIdentityException($"--die {die} was asked for, but {chip.Chip.Name} answers (identity {chip.Chip.Identity}, {found}). "
                + "Leave --die away to take what is there, or serve that die.", found);
        }
        expected.Check(chip.Chip, found);
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
