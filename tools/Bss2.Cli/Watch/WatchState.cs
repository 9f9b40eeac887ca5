using System.Text.Json;
using System.Text.Json.Nodes;
using Bss2.Cli.Runs;

namespace Bss2.Cli.Watch;

/// <summary>What a watcher is told: manifest, metrics and the training's last word, as one line of JSON.</summary>
internal sealed class WatchState(RunFolder run)
{
    private static readonly JsonSerializerOptions s_snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly LiveFolder _live = new(run);

    public string Read()
    {
        RunManifest manifest = RunManifest.Read(run);
        bool running = manifest.Status == "running";
        return JsonSerializer.Serialize(new
        {
            name = Path.GetFileName(Path.TrimEndingDirectorySeparator(run.Location)), manifest.Chip, manifest.Status, manifest.TestAccuracy,
            paused = running && _live.Asked() == LiveFolder.Pause, total_epochs = manifest.Settings.Recipe().Epochs,
            epochs = run.ReadMetrics(), live = running && _live.ReadState() is { } state ? JsonNode.Parse(state) : null,
        }, s_snake);
    }
}
