using System.Text.Json.Serialization;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Store;
using Bss2.Cli.Chips;
using Bss2.Emulator;
using Bss2.Hal.Playback;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Runtime.Placement;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.Cli.Train;

/// <summary>What decides a run's bits: stored in its manifest, read back by --resume and eval.</summary>
internal sealed record TrainSettings
{
    // Row pairs per input: EventProp at 6/6 µs needs most, or weights end at the range (docs/decisions/0010), 20/5 µs two (circuit-prototype 2).
    private const int RowsForMax = 8, RowsForFirstSpike = 2, RowsOtherwise = 5;

    private const int FewHidden = 60;

    public ChipSettings Chip { get; init; } = new();

    public string Loss { get; init; } = "max";

    public string Adjoint { get; init; } = "exact";

    /// <summary>Null for EventProp.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Estimator { get; init; }

    /// <summary>Null for readouts of the host.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Readout { get; init; }

    public double DtUs { get; init; } = 0.5;

    public int? Epochs { get; init; }

    public int Hidden { get; init; } = 120;

    public int? Batch { get; init; }

    public ulong Seed { get; init; } = 1;

    public double? Until { get; init; }

    /// <summary>Batches per epoch whose gradient is compared with the reference's; null for one on a chip and none in simulation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? GradientMeter { get; init; }

    public int TrainingSamples { get; init; } = 5000;

    /// <summary>The data; null for Yin-Yang.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DataSettings? Data { get; init; }

    private int Features => Data?.Features.Count ?? 2;

    // In simulation the gradient is the reference, unless something is wrong.
    [JsonIgnore]
    public int MeteredBatches => GradientMeter ?? (Chip.Substrate == "simulation" ? 0 : 1);

    /// <summary>Loads or draws the data.</summary>
    public DataSet LoadData() => Data?.Load(TrainingSamples) ?? YinYang.Data(TrainingSamples);

    /// <summary>SHA-256 of the chip's calibration, which is in the run folder; null for the codes of the ideal die.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Calibration { get; init; }

    /// <summary>SHA-256 of the characterisation in the run folder whose parameters the gradient takes; null for nominal ones.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Characterisation { get; init; }

    /// <summary>The recipe that these settings choose and change.</summary>
    public TrainingRecipe Recipe()
    {
        TrainingRecipe recipe = (Estimator ?? Loss, Chip.Substrate) switch
        {
            (Estimators.Analytic, "chip") => TrainingRecipe.FirstSpikeAnalyticChip,
            (Estimators.Analytic, _) => TrainingRecipe.FirstSpikeAnalytic,
            (Estimators.Surrogate, "chip") => TrainingRecipe.MaxSurrogateChip,
            (Estimators.Surrogate, _) => TrainingRecipe.MaxSurrogate,
            ("max", "chip") when Readout is not null => TrainingRecipe.MaxReadoutChip,
            ("max", "chip") => TrainingRecipe.MaxChip,
            ("max", _) => TrainingRecipe.MaxSimulation,
            (_, "chip") => TrainingRecipe.FirstSpikeChip,
            _ => TrainingRecipe.FirstSpikeSimulation,
        };
        if (Hidden < FewHidden && recipe.Equals(TrainingRecipe.MaxChip))
        {
            recipe = TrainingRecipe.MaxChipSmall;
        }
        recipe = Data is null ? recipe : recipe.For(Features, Data.Classes.Count, Data.ReflectedClasses);
        return recipe with
        {
            Hidden = Hidden,
            Epochs = Epochs ?? recipe.Epochs,
            BatchSize = Batch ?? recipe.BatchSize,
            Adjoint = Adjoint == "euler" ? AdjointKind.Euler : AdjointKind.Exact,
            EulerStepUs = DtUs,
            ReadoutOnSubstrate = Readout is not null,
        };
    }

    // Fewer where many channels must share the drivers.
    [JsonIgnore]
    public int RowsPerInput => ChipPlacement.MostRowsPerInput(LatencyEncoding.Channels(Features),
        Estimator is not null || Readout is not null ? RowsOtherwise : Loss == "max" ? RowsForMax : RowsForFirstSpike);

    /// <summary>How the network lies on a chip, and what its converters watch.</summary>
    public PlacementOptions Placement(CalibrationFile? calibration) => new()
    {
        RowsPerInput = RowsPerInput, Circuits = calibration?.Table(), Recording = Recording(calibration?.State.Cadc),
    };

    private CadcRecording? Recording(CadcSettings? converters)
    {
        if (Estimator != Estimators.Surrogate && Readout is null)
        {
            return null;
        }
        var recording = new CadcRecording { Layer = Readout is null ? 0 : 1, IsLeaky = Readout is not null };
        return converters is null ? recording : recording with
        {
            RampOffset = converters.RampOffset, RampSlope = converters.RampSlope, ChannelOffsets = converters.ChannelOffsets,
        };
    }

    /// <summary>Opens the place where the network runs; <paramref name="on"/> may differ from where it was trained.</summary>
    /// <param name="on">Chip or simulation.</param>
    /// <param name="calibration">Codes and usable circuits; null for the ideal die's.</param>
    /// <param name="threads">Host threads of a simulation or an emulated chip.</param>
    /// <param name="report">Told when the link to a remote chip fails and comes back.</param>
    /// <param name="token">Ends opening, now and after a failure.</param>
    public async Task<OpenSubstrate> OpenAsync(
        ChipSettings on, CalibrationFile? calibration, int threads, Action<string> report, CancellationToken token)
    {
        if (on.Substrate == "simulation")
        {
            if (Readout is not null)
            {
                throw new ArgumentException("--readout cadc takes the read-outs of a chip; a simulation has none: leave it or --substrate simulation away.");
            }
            return Adjoint == "euler"
                // The max loss looks at the grid anyway; first spikes need times between grid points, or ties abound (eventprop 6.10).
                ? new(new EulerLif(DtUs, interpolate: Loss == "ttfs", threads), null, $"explicit-Euler LIF simulation, dt {DtUs} µs; no chip", "simulation")
                : new(new ReferenceLif(threads), null, "exact event-driven LIF simulation; no chip", "simulation");
        }
        PlacementOptions placement = Placement(calibration);
        EmulatorExecutor? emulator = null;
        // Batches run to their end even when the run is interrupted, but opening the chip again need not be waited for.
        ReconnectingSubstrate chip = await ReconnectingSubstrate.OpenAsync(
            async _ =>
            {
                IPlaybackExecutor executor = await (on with { Threads = threads }).OpenAsync(Seed, token, report);
                emulator = executor as EmulatorExecutor;
                return new ChipSubstrate(new ChipSession(executor, expected: on.Expected), placement);
            },
            new ReconnectPolicy { Report = report }, TimeProvider.System, token);
        calibration?.RequireChip(chip.Chip.Identity, "The run's calibration");
        return new(chip, chip, chip.Chip.Name + (chip.Chip.IsEmulated ? "; this is an emulator, not a board" : ""), chip.Chip.Identity)
        {
            Emulator = emulator?.Diagnostics, Placement = placement,
        };
    }
}

/// <summary>A substrate in use.</summary>
/// <param name="Substrate">Runs batches.</param>
/// <param name="Chip">The same object if it is a chip.</param>
/// <param name="Description">For people.</param>
/// <param name="Identity">Which chip or simulation.</param>
internal sealed record OpenSubstrate(ISpikingSubstrate Substrate, ReconnectingSubstrate? Chip, string Description, string Identity) : IAsyncDisposable
{
    /// <summary>What an emulated chip in this process has to say; null for others, whose far end knows.</summary>
    public EmulatorDiagnostics? Emulator { get; init; }

    /// <summary>How networks are placed; null in a simulation.</summary>
    public PlacementOptions? Placement { get; init; }

    /// <summary>The same, for result files.</summary>
    public IReadOnlyList<ChipDiagnostic>? Diagnostics => Emulator is null ? null : ChipDiagnostic.Of(Emulator);

    /// <summary>Whether its results must be labelled so; an emulated chip says it in its name, also over a wire.</summary>
    public bool IsReducedModel => Chip is not null && Description.Contains("(reduced model)", StringComparison.Ordinal);

    public ValueTask DisposeAsync() => Chip?.DisposeAsync() ?? ValueTask.CompletedTask;
}
