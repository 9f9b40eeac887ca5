using Bss2.Links.Config;
using Bss2.Links.Faults;

namespace Bss2.Links.Serial;

/// <summary>What a serial link may be told to do differently.</summary>
public sealed record SerialLinkOptions
{
    /// <summary>Bits per second on the line, 8N1.</summary>
    public int Baud { get; init; } = 3_000_000;

    /// <summary>Whether RTS and CTS are wired and used; the window alone suffices without them.</summary>
    public bool HardwareFlowControl { get; init; }

    /// <summary>How long connecting and closing may take.</summary>
    public HandshakeTimes Times { get; init; } = new() { Echo = TimeSpan.FromSeconds(2) };

    /// <summary>What goes wrong on purpose; null: nothing.</summary>
    public FaultSource? Faults { get; init; }

    /// <summary>A far end that says nothing for so long while it owes an acknowledgement is given up.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(8);
}
