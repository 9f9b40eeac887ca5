using Bss2.Cli.Chips;
using Bss2.Emulator;
using Bss2.Hal;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.I2c;
using Bss2.Hal.Playback;
using Bss2.Runtime;
using Bss2.Runtime.Board;
using Bss2.Runtime.BringUp;

namespace Bss2.Cli.Probe;

/// <summary>What a look at a chip and its board gave.</summary>
/// <remarks>What could not be read is null, and its reason stands beside it.</remarks>
internal sealed record ProbeReport
{
    private const uint CyclesPerMs = 125_000;

    public required ChipDescription Chip { get; init; }

    public required ChipIdentity Identity { get; init; }

    /// <summary>Why bring-up failed; null if it did not, or was not wanted.</summary>
    public string? BringUpProblem { get; init; }

    public LinkReport? Link { get; init; }

    /// <summary>Words sent to the chip and back for a millisecond.</summary>
    public PerfTestStatus? LinkTest { get; init; }

    public IReadOnlyList<RailReading> Rails { get; init; } = [];

    /// <summary>The same while the chip's background sources fire; null if that was not asked for.</summary>
    public IReadOnlyList<RailReading>? LoadedRails { get; init; }

    public double? TemperatureC { get; init; }

    public string? BoardProblem { get; init; }

    public IReadOnlyList<int>? Drops { get; init; }

    public string? DropsProblem { get; init; }

    public IReadOnlyList<ChipDiagnostic>? Diagnostics { get; init; }

    public static double Watts(IReadOnlyList<RailReading> rails) => rails.Sum(rail => rail.Watts);

    /// <summary>Looks at a chip that is brought up, or left as it is.</summary>
    /// <param name="chip">Executor beneath <paramref name="session"/>.</param>
    /// <param name="session">Opened, or not to be; null leaves the chip as it is.</param>
    /// <param name="bringUpProblem">Why it did not open.</param>
    /// <param name="loadHz">Events per second of all background sources during a second look at the rails; null for none.</param>
    /// <param name="token">Ends the look.</param>
    /// <exception cref="HalException">Not even the FPGA answers.</exception>
    public static async Task<ProbeReport> TakeAsync(
        IPlaybackExecutor chip, ChipSession? session, string? bringUpProblem, double? loadHz, CancellationToken token)
    {
        bool works = bringUpProblem is null;
        (IReadOnlyList<int>? drops, string? dropsProblem) = works ? await DropsAsync(chip, token) : (null, "the chip's Omnibus needs bring-up");
        var report = new ProbeReport
        {
            Chip = chip.Chip, Identity = session?.Identity ?? await ChipIdentity.ReadAsync(chip, token), BringUpProblem = bringUpProblem,
            LinkTest = works ? await LinkTestAsync(chip, token) : null,
            Link = works ? await LinkReport.ReadAsync(chip, token) : session?.Link, Drops = drops, DropsProblem = dropsProblem,
        };
        using var board = new BoardMonitor(new PlaybackI2cMaster(chip));
        try
        {
            report = report with { Rails = board.ReadRails(), TemperatureC = board.ReadCelsius() };
            if (loadHz is { } hz && works)
            {
                report = report with { LoadedRails = await UnderLoadAsync(chip, board, hz, token) };
            }
        }
        catch (IOException failure)
        {
            report = report with { BoardProblem = failure.Message };
        }
        return report with { Diagnostics = chip is EmulatorExecutor emulator ? ChipDiagnostic.Of(emulator.Diagnostics) : null };
    }

    private static async Task<PerfTestStatus> LinkTestAsync(IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = new PlaybackProgramBuilder();
        builder.Write(new PerfTest { Enable = true }).Wait(CyclesPerMs).Write(new PerfTest()).Barrier(Barriers.Omnibus).Wait(CyclesPerMs);
        Ticket<PerfTestStatus> status = builder.Read<PerfTestStatus, Unique>(default);
        return status.Read(await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), token));
    }

    // A monitor's conversion takes half a millisecond; the sources go on while all six are read.
    private static async Task<IReadOnlyList<RailReading>> UnderLoadAsync(IPlaybackExecutor chip, BoardMonitor board, double hz, CancellationToken token)
    {
        var load = new BackgroundLoad(hz);
        await chip.ExecuteAsync(load.On().Barrier(Barriers.Omnibus).Wait(2 * CyclesPerMs).Build(), token);
        try
        {
            // The first look ends the mean over what was before.
            board.ReadRails();
            return board.ReadRails();
        }
        finally
        {
            await chip.ExecuteAsync(load.Off().Barrier(Barriers.Omnibus).Build(), CancellationToken.None);
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
