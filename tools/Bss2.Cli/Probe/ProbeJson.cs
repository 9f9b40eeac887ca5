using Bss2.Hal.Containers;
using Bss2.Runtime.Board;
using Bss2.Runtime.BringUp;

namespace Bss2.Cli.Probe;

/// <summary>A look as JSON.</summary>
internal static class ProbeJson
{
    public static object Of(ProbeReport report) => new
    {
        chip = new
        {
            name = report.Chip.Name, identity = report.Chip.Identity, emulated = report.Chip.IsEmulated,
            jtag_id = $"0x{report.Identity.JtagId:X8}", version = report.Identity.Version, fpga_dna = $"0x{report.Identity.FpgaDna:X15}",
        },
        rails = Rails(report.Rails),
        power_w = report.Rails.Count > 0 ? ProbeReport.Watts(report.Rails) : (double?)null,
        rails_under_load = report.LoadedRails is null ? null : Rails(report.LoadedRails),
        power_under_load_w = report.LoadedRails is null ? (double?)null : ProbeReport.Watts(report.LoadedRails),
        temperature_c = report.TemperatureC,
        board_problem = report.BoardProblem,
        link = report.Link is null ? null : Link(report.Link, report.LinkTest),
        bring_up_problem = report.BringUpProblem,
        drops = new { crossbar_inputs = report.Drops, problem = report.DropsProblem },
        diagnostics = report.Diagnostics?.Select(d => new
        {
            kind = d.Kind, name = d.Name, address = d.Address, value = d.Value, count = d.Count, first = d.First,
        }),
    };

    private static object[] Rails(IReadOnlyList<RailReading> rails) => [.. rails.Select(rail => new
    {
        name = rail.Rail.Name(), volts = rail.Volts, amperes = rail.Amperes, watts = rail.Watts,
    })];

    private static object Link(LinkReport link, PerfTestStatus? test) => new
    {
        phys_up = link.PhysUp,
        phys = link.Phys.Select((phy, number) => new
        {
            phy = number, up = link.IsUp(number), online_cycles = phy.OnlineTime, sent = phy.TxCount, received = phy.RxCount,
            crc_errors = phy.CrcErrorCount, dropped = phy.RxDroppedCount,
        }),
        arq = new
        {
            from_fpga = link.Arq.WriteCount, sent = link.Arq.TxCount, received = link.Arq.RxCount, from_chip = link.Arq.ReadCount,
        },
        systime = link.SystimeActive,
        test = test is null ? null : new { sent = test.Sent, received = test.Received, in_order = test.InOrder },
        problem = link.Diagnosis,
    };
}
