namespace Bss2.Cli.Train;

/// <summary>What decides a run's bits: stored in its manifest, read back by --resume and eval.</summary>
internal sealed record TrainSettings
{
    public string Loss { get; init; } = "max";

    public string Substrate { get; init; } = "chip";

    public string Die { get; init; } = "ideal";

    public string Core { get; init; } = "circuit";

    public string Engine { get; init; } = "vectorised";

    public bool Noise { get; init; } = true;

    public string Adjoint { get; init; } = "exact";

    public double DtUs { get; init; } = 0.5;

    public int Epochs { get; init; }

    public int Hidden { get; init; } = 120;

    public int Batch { get; init; }

    public ulong Seed { get; init; } = 1;

    public double? Until { get; init; }

    public int TrainingSamples { get; init; } = 5000;
}
