using Bss2.Hal.Playback;

namespace Bss2.Runtime;

/// <summary>Which chip a session insists on.</summary>
public sealed record ExpectedChip
{
    /// <summary>JTAG id.</summary>
    public uint JtagId { get; init; } = ChipIdentity.HicannXv3;

    /// <summary>Serial number of the FPGA; null takes any.</summary>
    public ulong? FpgaDna { get; init; }

    /// <summary>Identity that the far end reports (<see cref="ChipDescription.Identity"/>); null takes any.</summary>
    public string? Identity { get; init; }

    /// <summary>Refuses another chip.</summary>
    /// <exception cref="ChipIdentityException">It is another one: says what was found, what was expected, what to do.</exception>
    public void Check(ChipDescription chip, ChipIdentity found)
    {
        if (found.JtagId is 0 or uint.MaxValue)
        {
            throw Refuse(chip, $"no chip answers on JTAG (it reads 0x{found.JtagId:X8})", $"JTAG id 0x{JtagId:X8}",
                "Check the board's supplies and that a chip is seated", found);
        }
        if (found.JtagId != JtagId)
        {
            throw Refuse(chip, $"JTAG id 0x{found.JtagId:X8} (version {found.Version})", $"0x{JtagId:X8} (version {JtagId >> 28})",
                "This driver speaks to HICANN-X v3 only; choose another --chip", found);
        }
        if (FpgaDna is { } dna && dna != found.FpgaDna)
        {
            throw Refuse(chip, $"FPGA DNA 0x{found.FpgaDna:X15}", $"0x{dna:X15}", "Another board answers; check the address in --chip", found);
        }
        if (Identity is { } identity && identity != chip.Identity)
        {
            throw Refuse(chip, $"\"{chip.Identity}\"", $"\"{identity}\"", "Ask for the die that is there, or connect to the one wanted", found);
        }
    }

    private static ChipIdentityException Refuse(ChipDescription chip, string what, string expected, string advice, ChipIdentity found) =>
        new($"Wrong chip at {chip.Name}: found {what}, expected {expected}. {advice}.", found);
}
