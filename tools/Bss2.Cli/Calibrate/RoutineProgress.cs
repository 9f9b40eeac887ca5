using System.Globalization;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Spectre.Console;

namespace Bss2.Cli.Calibrate;

/// <summary>What a person sees of a running calibration: a bar per routine on a terminal, else a line per finished routine.</summary>
internal sealed class RoutineProgress
{
    private readonly TextWriter _log;
    private readonly ProgressContext? _bars;
    private readonly int _count;

    private RoutineProgress(TextWriter log, ProgressContext? bars, int count) => (_log, _bars, _count) = (log, bars, count);

    /// <summary>Runs <paramref name="work"/>, which announces its routines.</summary>
    public static async Task RunAsync(TextWriter log, bool terminal, int routines, Func<RoutineProgress, Task> work)
    {
        if (!terminal)
        {
            await work(new(log, null, routines));
            return;
        }
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(log) });
        await console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(bars => work(new(log, bars, routines)));
    }

    /// <summary>A routine begins.</summary>
    /// <param name="number">From 0.</param>
    /// <param name="name">Its name.</param>
    /// <param name="done">To be called with its report and the seconds that it took.</param>
    public IProgress<SearchProgress>? Begin(int number, string name, out Action<RoutineReport, double> done)
    {
        string title = string.Create(CultureInfo.InvariantCulture, $"{number + 1}/{_count} {name}");
        ProgressTask? bar = _bars?.AddTask(Markup.Escape(title));
        done = (report, seconds) =>
        {
            bar?.Value(bar.MaxValue);
            bar?.StopTask();
            if (bar is null)
            {
                _log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: {report.Success.Count(s => s)} of {report.Success.Count} circuits, {report.ChipSeconds:F1} s of chip time, {seconds:F0} s"));
            }
        };
        return bar is null ? null : new Bar(bar);
    }

    // Progress<T> posts to another thread, which would show measurements late.
    private sealed class Bar(ProgressTask task) : IProgress<SearchProgress>
    {
        public void Report(SearchProgress value)
        {
            task.MaxValue = Math.Max(1, value.Expected);
            task.Value = value.Measurements;
        }
    }
}
