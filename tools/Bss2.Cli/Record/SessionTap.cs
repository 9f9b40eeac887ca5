using System.Collections.Concurrent;
using Bss2.Hal.Wire;
using Bss2.Links.Recording;

namespace Bss2.Cli.Record;

/// <summary>What stands between a verb and its chip: a recorder, if the verb runs under bss2 record, and recordings that it replays.</summary>
/// <remarks>Ambient, because record runs any verb as it is; a replay goes on where the connection before it ended.</remarks>
internal static class SessionTap
{
    private static readonly AsyncLocal<Recorder?> s_recorder = new();

    private static readonly ConcurrentDictionary<string, Replay> s_replays = new();

    /// <summary>Where everything that chips are sent and answer is written down; null if nowhere.</summary>
    public static Recorder? Recorder => s_recorder.Value;

    /// <summary>Runs work whose chips are recorded.</summary>
    public static async Task<T> RecordAsync<T>(Recorder recorder, Func<Task<T>> work)
    {
        s_recorder.Value = recorder;
        try
        {
            return await work();
        }
        finally
        {
            s_recorder.Value = null;
        }
    }

    /// <summary>What a link carries from now on is written down, if anything is.</summary>
    public static IChipLink Tap(IChipLink link) => Recorder?.Record(link) ?? link;

    /// <summary>A recording in use; opened when first asked for.</summary>
    public static Replay Replay(string file) => s_replays.GetOrAdd(Path.GetFullPath(file), static (_, named) => new(named), file);
}
