using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Links.Config;
using Bss2.Links.Faults;
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

    public static async Task<IChipLink> ConnectAsync(ChipTarget target, FaultSource? faults, CancellationToken token)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await ConnectOnceAsync(target, faults, token);
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

    private static async Task<IChipLink> ConnectOnceAsync(ChipTarget target, FaultSource? faults, CancellationToken token)
    {
        var times = new HandshakeTimes();
        if (faults is not null)
        {
            RequirePossible(target, faults.Faults);
        }
        return target switch
        {
            ChipTarget.Udp udp => await UdpLink.ConnectAsync(udp.Host,
                new UdpLinkOptions { DataPort = udp.Port, ResetPort = udp.ResetPort, Times = times, Faults = faults },
                TimeProvider.System, token),
            ChipTarget.Tcp tcp => await TcpLink.ConnectAsync(tcp.Host, tcp.Port, times, TimeProvider.System, token) is var link && faults is null
                ? link : new FaultyLink(link, faults!, TimeProvider.System),
            ChipTarget.Serial serial => await SerialLink.ConnectAsync(serial.Device,
                new SerialLinkOptions { Baud = serial.Baud, Faults = faults }, TimeProvider.System, token),
            ChipTarget.Own own => OwnLink.Connect(own.File, own.Class) is var link && faults is null ? link : new FaultyLink(link, faults!, TimeProvider.System),
            _ => throw new ArgumentException($"{target} is no remote chip.", nameof(target)),
        };
    }

    // A fault that a transport cannot have would be looked for in vain.
    private static void RequirePossible(ChipTarget target, LinkFaults faults)
    {
        foreach (LinkFaultRates rates in (LinkFaultRates[])[faults.ToFpga, faults.FromFpga])
        {
            string? impossible = target switch
            {
                ChipTarget.Tcp or ChipTarget.Own when rates is not { Drop: 0, Duplicate: 0, Reorder: 0, Flip: 0, Truncate: 0 } =>
                    "it delivers every word once and in order; only delay and cut_after can happen to it",
                ChipTarget.Serial when rates is not { Reorder: 0, Truncate: 0 } =>
                    "bytes on a serial line do not overtake each other, and there is nothing to truncate; use drop, duplicate, flip, delay, cut_after",
                _ => null,
            };
            if (impossible is not null)
            {
                throw new ArgumentException($"The fault plan does not fit the transport: {impossible}.");
            }
        }
    }
}
