using System.Text.Json;
using Bss2.Cli.Runs;
using Bss2.Network;
using Bss2.Training;

namespace Bss2.Cli.Watch;

/// <summary>
/// A running training's side of bss2 watch: while somebody watches, tells the present state in the run folder; obeys what stands there.
/// </summary>
/// <remarks>Files below live/ in the run folder are no results: they come and go with the watcher. Nothing that is computed depends on them.</remarks>
internal sealed class LiveFeed : IProgress<BatchReport>
{
    private const double Seconds = 0.4;

    private static readonly TimeSpan s_pausedPoll = TimeSpan.FromMilliseconds(100);

    private readonly LiveFolder _folder;
    private readonly Trainer _trainer;
    private readonly int[] _sizes;
    private readonly IProgress<BatchReport> _next;
    private readonly CancellationTokenSource _stop;
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private double _told = -Seconds;
    private SampleShown? _sample;

    /// <param name="run">The run.</param>
    /// <param name="trainer">Whose training.</param>
    /// <param name="classes">Output neurons or read-outs.</param>
    /// <param name="next">Told of every batch too.</param>
    /// <param name="stop">Cancelled when a watcher asks for it.</param>
    public LiveFeed(RunFolder run, Trainer trainer, int classes, IProgress<BatchReport> next, CancellationTokenSource stop)
    {
        (_folder, _trainer, _next, _stop) = (new(run), trainer, next, stop);
        _sizes = [trainer.Recipe.Inputs, trainer.Recipe.Hidden, classes];
        _folder.Clear();
        trainer.Observed = (inputs, record, labels) =>
        {
            if (Due && _folder.IsWatched)
            {
                _sample = SampleShown.First(inputs, record, labels[0], _sizes, trainer.Recipe.WindowUs);
            }
        };
    }

    private double Elapsed => TimeProvider.System.GetElapsedTime(_started).TotalSeconds;

    private bool Due => Elapsed - _told >= Seconds;

    public void Report(BatchReport value)
    {
        _next.Report(value);
        if (!Due)
        {
            return;
        }
        _told = Elapsed;
        if (_folder.Asked() is { } asked)
        {
            Obey(asked);
        }
        if (_folder.IsWatched)
        {
            _folder.WriteState(JsonSerializer.Serialize(new
            {
                epoch = value.Epoch, batch = value.Batch, batches = value.Batches, loss = value.Loss, accuracy = value.Accuracy, raster = _sample,
                ledger = new
                {
                    closes = _trainer.Ledger.Closes,
                    stages = _trainer.Ledger.Stages.Select(s => new
                    {
                        name = s.Name, @in = s.In, delivered = s.Delivered,
                        losses = s.LossesVisible ? string.Join("; ", s.Losses.Select(l => $"{l.Key}: {l.Value}")) : "not visible from here",
                    }),
                },
            }));
        }
    }

    private void Obey(string asked)
    {
        while (asked == LiveFolder.Pause && !_stop.IsCancellationRequested)
        {
            _stop.Token.WaitHandle.WaitOne(s_pausedPoll);
            asked = _folder.Asked() ?? "";
        }
        if (asked == LiveFolder.Stop)
        {
            _stop.Cancel();
        }
    }

    /// <summary>Spikes of a batch's first sample, copied: the record goes back to its pool.</summary>
    private sealed record SampleShown(
        [property: System.Text.Json.Serialization.JsonPropertyName("layers")] double[][][] Layers,
        [property: System.Text.Json.Serialization.JsonPropertyName("sizes")] int[] Sizes,
        [property: System.Text.Json.Serialization.JsonPropertyName("window_us")] double WindowUs,
        [property: System.Text.Json.Serialization.JsonPropertyName("label")] int Label)
    {
        public static SampleShown First(SpikeBatch inputs, RecordedBatch record, int label, int[] sizes, double windowUs)
        {
            double[][][] layers = [Pairs(inputs[0]), .. Enumerable.Range(0, record.LayerCount).Select(l => Pairs(record.Spikes(0, l)))];
            return new(layers, sizes[..layers.Length], windowUs, label);
        }

        private static double[][] Pairs(ReadOnlySpan<TimedSpike> spikes)
        {
            var pairs = new double[spikes.Length][];
            for (int k = 0; k < pairs.Length; k++)
            {
                pairs[k] = [spikes[k].TimeUs, spikes[k].Source];
            }
            return pairs;
        }
    }
}
