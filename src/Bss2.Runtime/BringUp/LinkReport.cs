using Bss2.Hal;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;

namespace Bss2.Runtime.BringUp;

/// <summary>What a host can find out about the way to its chip, on the FPGA's side and over JTAG: taken after bring-up and after a failure.</summary>
/// <remarks>Link-and-playback 4.6: instruction timeout back to default, ARQ counters, PHY status; the rest tells causes apart.</remarks>
public sealed record LinkReport
{
    /// <summary>Takes one; needs neither links nor a clocked chip, and changes nothing on the chip but the state of JTAG.</summary>
    /// <exception cref="HalException">The FPGA does not answer.</exception>
    public static async ValueTask<LinkReport> ReadAsync(IPlaybackExecutor executor, CancellationToken cancellationToken)
    {
        var builder = new PlaybackProgramBuilder();
        var inspection = new LinkInspection(builder);
        return inspection.Report(await executor.ExecuteAsync(builder.Build(), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>JTAG id; 0 if nothing answered.</summary>
    public required uint JtagId { get; init; }

    /// <summary>Whether the chip's Omnibus answered over JTAG: it has its core clock and is out of reset.</summary>
    public required bool OmnibusAnswersJtag { get; init; }

    /// <summary>Status of each PHY.</summary>
    public required IReadOnlyList<PhyStatus> Phys { get; init; }

    /// <summary>Counters of the link's acknowledged words.</summary>
    public required HicannARQStatus Arq { get; init; }

    /// <summary>Whether system time is synchronised.</summary>
    public required bool SystimeActive { get; init; }

    /// <summary>PHY enables of the FPGA.</summary>
    public required IReadOnlyList<bool> FpgaEnables { get; init; }

    /// <summary>PHY settings of the FPGA.</summary>
    public required IReadOnlyList<PhyConfigFPGA> FpgaPhys { get; init; }

    /// <summary>PHY enables of the chip; as read, without meaning unless <see cref="OmnibusAnswersJtag"/>.</summary>
    public required IReadOnlyList<bool> ChipEnables { get; init; }

    /// <summary>PLL settings as read over JTAG; without meaning unless <see cref="OmnibusAnswersJtag"/>.</summary>
    public required IReadOnlyList<ADPLL> Plls { get; init; }

    /// <summary>Clock outputs as read over JTAG; without meaning unless <see cref="OmnibusAnswersJtag"/>.</summary>
    public required PLLClockOutputBlock ClockOutputs { get; init; }

    /// <summary>Whether a PHY is up.</summary>
    public bool IsUp(int phy) => Phys[phy].OnlineTime > 0;

    /// <summary>PHYs that are up.</summary>
    public int PhysUp => Enumerable.Range(0, Phy.Count).Count(IsUp);

    /// <summary>What is wrong and what to do, as far as it can be seen from here; null if nothing is.</summary>
    public string? Diagnosis
    {
        get
        {
            if (JtagId is 0 or uint.MaxValue)
            {
                return "no chip answers on JTAG: check supplies, and that ResetJTAGTap was sent";
            }
            if (!OmnibusAnswersJtag)
            {
                return "the chip's Omnibus does not answer over JTAG either: its core has no clock (ADPLL, PLLClockOutputBlock) or its "
                    + "reset is held (ResetChip)";
            }
            return PhysUp == Phy.Count ? null : LinkDiagnosis();
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string up = PhysUp == Phy.Count ? "all 8 PHYs are up"
            : PhysUp == 0 ? "no PHY is up" : $"PHYs down: {Numbers(phy => !IsUp(phy))}";
        return $"{up}; ARQ: {Arq.WriteCount} words from the FPGA, {Arq.TxCount} sent, {Arq.RxCount} received, {Arq.ReadCount} from the chip; "
            + $"CRC errors {Phys.Sum(phy => phy.CrcErrorCount)}, dropped words {Phys.Sum(phy => phy.RxDroppedCount)}; "
            + $"system time {(SystimeActive ? "is" : "is not")} synchronised. {(Diagnosis is { } cause ? $"Cause: {cause}." : "The way to the chip is in order.")}";
    }

    // Both sides' settings can be read back but for the chip's PHYs, which are therefore what is left.
    private string LinkDiagnosis()
    {
        var standard = new ADPLL();
        int pll = Plls.ToList().FindIndex(settings => settings != standard);
        List<string> causes = [];
        if (pll >= 0)
        {
            causes.Add($"ADPLL {pll} does not hold the standard settings");
        }
        if (ClockOutputs != new PLLClockOutputBlock())
        {
            causes.Add("the clock outputs do not hold the standard settings (PLLClockOutputBlock)");
        }
        Blame(causes, phy => !FpgaEnables[phy], "not enabled on the FPGA (CommonPhyConfigFPGA)");
        Blame(causes, phy => !ChipEnables[phy], "not enabled on the chip (CommonPhyConfigChip was not written, or before the PLLs had locked)");
        Blame(causes, phy => !(FpgaPhys[phy].EnableAutoInit && FpgaPhys[phy].EnableInitializationMasterMode),
            "not set up on the FPGA (PhyConfigFPGA)");
        if (causes.Count == 0)
        {
            Blame(causes, _ => true, "all that can be read back is in order, so not set up on the chip (PhyConfigChip) or no signal");
        }
        return string.Join("; ", causes);
    }

    private void Blame(List<string> causes, Func<int, bool> guilty, string cause)
    {
        string phys = Numbers(phy => !IsUp(phy) && guilty(phy));
        if (phys.Length > 0)
        {
            causes.Add($"PHY {phys}: {cause}");
        }
    }

    private static string Numbers(Func<int, bool> which) => string.Join(", ", Enumerable.Range(0, Phy.Count).Where(which));
}
