using Bss2.Spikes;

namespace Bss2.Hal.Playback;

/// <summary>News of a high-speed link.</summary>
/// <param name="Value">[7:5] PHY, [4] link up, [3] decode error, [2] CRC error, [1] CRC recover, [0] check error (haldls event).</param>
/// <param name="FpgaTime">When.</param>
public readonly record struct LinkNotification(byte Value, FpgaTime FpgaTime)
{
    /// <summary>PHY, 0..7.</summary>
    public int Phy => Value >> 5;

    /// <summary>Whether the link is up.</summary>
    public bool LinkUp => (Value & 0x10) != 0;
}
