using Bss2.Hal;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.I2c;
using Bss2.Hal.Playback;
using Bss2.Runtime.Board;

namespace Bss2.Cli.Probe;

/// <summary>What a look at a chip and its board gave.</summary>
/// <remarks>What could not be read is null, and its reason stands beside it.</remarks>
internal sealed record ProbeReport
{
    public required ChipDescription Chip { get; init; }

    public required uint JtagId { get; init; }

    public required long FpgaDna { get; init; }

    public required IReadOnlyList<RailReading> Rails { get; init; }

    public required double TemperatureC { get; init; }

    public IReadOnlyList<PhyStatus>? Phys { get; init; }

    public HicannARQStatus? Arq { get; init; }

    public string? LinkProblem { get; init; }

    public IReadOnlyList<int>? Drops { get; init; }

    public string? DropsProblem { get; init; }

    public double Watts => Rails.Sum(rail => rail.Watts);

    /// <summary>Looks; changes nothing but the state of JTAG.</summary>
    /// <exception cref="HalException">No identity, or no board, answers.</exception>
    public static async Task<ProbeReport> TakeAsync(IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = new PlaybackProgramBuilder().Write(new JTAGClockScaler()).Write(new ResetJTAGTap());
        Ticket<JTAGIdCode> id = builder.Read<JTAGIdCode, Unique>(default);
        Ticket<FPGADeviceDNA> dna = builder.Read<FPGADeviceDNA, Unique>(default);
        PlaybackResult identity = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus | Barriers.Jtag).Build(), token);
        JTAGIdCode code = id.Read(identity);
        using var board = new BoardMonitor(new PlaybackI2cMaster(chip));
        (IReadOnlyList<PhyStatus>? phys, HicannARQStatus? arq, string? linkProblem) = await LinkAsync(chip, token);
        (IReadOnlyList<int>? drops, string? dropsProblem) = await DropsAsync(chip, token);
        return new()
        {
            Chip = chip.Chip,
            JtagId = (uint)code.Version << 28 | (uint)code.PartNumber << 12 | (uint)code.ManufacturerId << 1 | 1,
            FpgaDna = (long)dna.Read(identity).Value,
            Rails = board.ReadRails(),
            TemperatureC = board.ReadCelsius(),
            Phys = phys,
            Arq = arq,
            LinkProblem = linkProblem,
            Drops = drops,
            DropsProblem = dropsProblem,
        };
    }

    private static async Task<(IReadOnlyList<PhyStatus>?, HicannARQStatus?, string?)> LinkAsync(
        IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = new PlaybackProgramBuilder();
        Ticket<PhyStatus>[] phys = [.. Enumerable.Range(0, Phy.Count).Select(p => builder.Read<PhyStatus, Phy>(new(p)))];
        Ticket<HicannARQStatus> arq = builder.Read<HicannARQStatus, Unique>(default);
        try
        {
            PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), token);
            return ([.. phys.Select(ticket => ticket.Read(result))], arq.Read(result), null);
        }
        catch (HalException failure)
        {
            return (null, null, failure.Message);
        }
    }

    private static async Task<(IReadOnlyList<int>?, string?)> DropsAsync(IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = new PlaybackProgramBuilder();
        Ticket<CrossbarInputDropCounter>[] drops = [.. Enumerable.Range(0, CrossbarInput.Count).Select(i =>
            builder.Read<CrossbarInputDropCounter, CrossbarInput>(new(i)))];
        try
        {
            PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), token);
            return ([.. drops.Select(ticket => (int)ticket.Read(result).Value)], null);
        }
        catch (HalException failure)
        {
            return (null, "The chip's Omnibus does not answer; it needs bring-up first. " + failure.Message);
        }
    }
}
