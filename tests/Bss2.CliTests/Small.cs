namespace Bss2.CliTests;

/// <summary>Command lines of runs that take seconds.</summary>
internal static class Small
{
    public static string[] Simulation { get; } =
        ["train", "yin-yang", "--substrate", "simulation", "--hidden", "24", "--training-samples", "300", "--seed", "5"];

    public static string[] Chip { get; } = ["train", "yin-yang", "--hidden", "16", "--training-samples", "100", "--seed", "5"];

    public static string Checkpoint(string run) => Path.Combine(run, "checkpoint", "state.bin");

    public static string Metrics(string run) => Path.Combine(run, "metrics.csv");
}
