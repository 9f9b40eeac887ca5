using Bss2.Cli.Runs;

namespace Bss2.Cli.Watch;

/// <summary>The place where a training and its watchers meet: live/ in the run folder.</summary>
/// <remarks>`watched` is touched by a watcher, `state.json` written by the training, `asked` says pause or stop.</remarks>
internal sealed class LiveFolder(RunFolder run)
{
    public const string Pause = "pause", Stop = "stop";

    // A watcher that has gone is noticed after this.
    private static readonly TimeSpan s_attention = TimeSpan.FromSeconds(10);

    private readonly string _folder = Path.Combine(run.Location, "live");

    private string Watched => Path.Combine(_folder, "watched");

    private string State => Path.Combine(_folder, "state.json");

    private string AskedFile => Path.Combine(_folder, "asked");

    public bool IsWatched => File.Exists(Watched)
        && TimeProvider.System.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(Watched) < s_attention;

    /// <summary>What a watcher asked for and has not taken back.</summary>
    public string? Asked() => TryRead(AskedFile);

    /// <summary>The training's last word; null without one.</summary>
    public string? ReadState() => TryRead(State);

    public void WriteState(string json) => AtomicFile.WriteText(State, json);

    /// <summary>A watcher is here.</summary>
    public void Touch()
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Watched, "");
    }

    public void Ask(string? what)
    {
        Directory.CreateDirectory(_folder);
        if (what is null)
        {
            File.Delete(AskedFile);
        }
        else
        {
            AtomicFile.WriteText(AskedFile, what);
        }
    }

    /// <summary>A new session of the training begins: what was asked of an earlier one is void.</summary>
    public void Clear()
    {
        if (Directory.Exists(_folder))
        {
            File.Delete(AskedFile);
            File.Delete(State);
        }
    }

    private static string? TryRead(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllText(file) : null;
        }
        catch (IOException)
        {
            // It is being replaced: the next look finds it.
            return null;
        }
    }
}
