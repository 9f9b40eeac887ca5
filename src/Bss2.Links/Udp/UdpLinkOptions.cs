using Bss2.Links.Config;
using Bss2.Links.Faults;

namespace Bss2.Links.Udp;

/// <summary>What a UDP link may be told to do differently.</summary>
public sealed record UdpLinkOptions
{
    /// <summary>Port of the FPGA that takes data frames.</summary>
    public int DataPort { get; init; } = HostArq.DataPort;

    /// <summary>Port of the FPGA that takes reset frames.</summary>
    public int ResetPort { get; init; } = HostArq.ResetPort;

    /// <summary>How long connecting and closing may take.</summary>
    public HandshakeTimes Times { get; init; } = new();

    /// <summary>What goes wrong on purpose; null: nothing.</summary>
    public FaultSource? Faults { get; init; }

    /// <summary>When an unacknowledged frame is sent again; the original's single value.</summary>
    public TimeSpan Retransmission { get; init; } = TimeSpan.FromMicroseconds(756);

    /// <summary>A far end that says nothing for so long while it owes an acknowledgement is given up: 10,000 transmissions.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMicroseconds(756 * 10_000);
}
