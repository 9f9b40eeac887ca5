using System.Text.Json.Serialization;

namespace Bss2.Links.Faults;

/// <summary>Faults put into a link on purpose, to see what becomes of them.</summary>
/// <remarks>
/// Which datagrams or bytes are hit is a function of the seed, the connection's number and theirs. When they are sent, and so what they
/// hold, is up to the protocols' clocks: two runs need not meet the same losses, but both have to end with the same results.
/// </remarks>
public sealed record LinkFaults
{
    /// <summary>Decides what is hit.</summary>
    [JsonIgnore]
    public ulong Seed { get; init; }

    /// <summary>From this side to the far end.</summary>
    public LinkFaultRates ToFpga { get; init; } = new();

    /// <summary>From the far end to this side.</summary>
    public LinkFaultRates FromFpga { get; init; } = new();

    /// <summary>How often connections may be cut in all; after that <see cref="LinkFaultRates.CutAfter"/> is not looked at.</summary>
    public int Cuts { get; init; } = 1;

    /// <summary>Refuses what is no probability.</summary>
    /// <exception cref="ArgumentException">Says which, and what is allowed.</exception>
    public void Validate()
    {
        ToFpga.Validate("to_fpga");
        FromFpga.Validate("from_fpga");
        if (Cuts < 0)
        {
            throw new ArgumentException($"cuts is {Cuts}; give 0 or more.");
        }
    }
}
