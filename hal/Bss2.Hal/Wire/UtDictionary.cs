namespace Bss2.Hal.Wire;

/// <summary>Message sizes of one direction of the UT protocol.</summary>
/// <remarks>
/// Source: hxcomm utmessage; link-and-playback 2.1. A message is header (8 bits) and payload, rounded up to the granularity, and never
/// shorter than a 64-bit word.
/// </remarks>
public sealed class UtDictionary
{
    /// <summary>Bits of a header; its top bit, the comma, is 0 in every real message.</summary>
    public const int HeaderBits = 8;

    private const int WordBits = 64;

    private readonly int[] _payloadBits, _messageBits;

    private UtDictionary(string name, int granularity, string[] names, int[] payloadBits)
    {
        (Name, Names, _payloadBits) = (name, names, payloadBits);
        _messageBits = [.. payloadBits.Select(bits =>
            Math.Max(WordBits, (HeaderBits + bits + granularity - 1) / granularity * granularity))];
    }

    /// <summary>Host to FPGA: all messages are one word.</summary>
    public static UtDictionary ToFpga { get; } = new("to FPGA", WordBits,
        ["jtag_init", "jtag_scaler", "jtag_ins", "jtag_data", "timing_setup", "timing_wait_until", "timing_systime_init", "timing_barrier",
            "timing_polling_omnibus_block", "system_reset", "system_loopback", "omnibus_address", "omnibus_data", "spike_pack_1",
            "spike_pack_2", "spike_pack_3"],
        [0, 8, 7, 56, 0, 32, 1, 5, 1, 1, 1, 37, 32, 16, 32, 48]);

    /// <summary>FPGA to host: 64 bits, or 80 for the packs of three.</summary>
    public static UtDictionary FromFpga { get; } = new("from FPGA", 8,
        ["jtag_data", "omnibus_data", "loopback", "highspeed_link_notification", "timeout_notification", "systime", "sysdelta",
            "madc_sample_pack_1", "madc_sample_pack_2", "madc_sample_pack_3", "spike_pack_1", "spike_pack_2", "spike_pack_3"],
        [33, 32, 1, 8, 45, 43, 8, 24, 48, 72, 24, 48, 72]);

    /// <summary>Direction, for messages to people.</summary>
    public string Name { get; }

    /// <summary>Instruction names; the position is the header.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Number of instructions.</summary>
    public int Count => _payloadBits.Length;

    /// <summary>Payload width of an instruction.</summary>
    public int PayloadBits(int header) => _payloadBits[header];

    /// <summary>Message size of an instruction.</summary>
    public int MessageBits(int header) => _messageBits[header];
}
