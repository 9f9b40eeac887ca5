using System.Globalization;
using Bss2.Training;
using Spectre.Console;

namespace Bss2.Cli.Train;

/// <summary>What a person sees of a running training: a live bar with loss, accuracy and time left on a terminal, else a line per epoch.</summary>
internal static class TrainProgress
{
    private const double RefreshSeconds = 0.2;

    /// <summary>Runs <paramref name="work"/>, which is told where to report batches and epochs.</summary>
    public static async Task RunAsync(TextWriter log, bool terminal, TrainingRecipe recipe, int firstEpoch, int samplesPerEpoch,
        Func<IProgress<BatchReport>, Action<EpochReport>, Task> work)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        string Line(EpochReport e)
        {
            double each = clock.Elapsed.TotalSeconds / Math.Max(1, e.Epoch - firstEpoch);
            return string.Create(CultureInfo.InvariantCulture, $"epoch {e.Epoch,3}/{recipe.Epochs}  loss {e.TrainLoss:F4}  train {100 * e.TrainAccuracy:F2} %  validation {100 * e.ValidationAccuracy:F2} %  {samplesPerEpoch / each:F0} samples/s  ETA {each * (recipe.Epochs - e.Epoch):F0} s");
        }
        if (!terminal)
        {
            await work(new Immediate(_ => { }), e => log.WriteLine(Line(e)));
            return;
        }
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(log) });
        await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask("starting", maxValue: recipe.Epochs);
                task.Value = firstEpoch;
                double shown = -1;
                var progress = new Immediate(b =>
                {
                    double now = clock.Elapsed.TotalSeconds;
                    if (now - shown > RefreshSeconds)
                    {
                        shown = now;
                        task.Value = b.Epoch - 1 + (double)b.Batch / b.Batches;
                        task.Description = string.Create(CultureInfo.InvariantCulture, $"epoch {b.Epoch}/{recipe.Epochs} loss {b.Loss:F4} train {100 * b.Accuracy:F1} %");
                    }
                });
                await work(progress, e =>
                {
                    task.Value = e.Epoch;
                    console.WriteLine(Line(e));
                });
            });
    }

    // Progress<T> posts to another thread, which would show batches late and out of order.
    private sealed class Immediate(Action<BatchReport> action) : IProgress<BatchReport>
    {
        public void Report(BatchReport value) => action(value);
    }
}
