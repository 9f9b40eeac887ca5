using System.Globalization;
using System.Text.Json;
using Bss2.Hal.Playback;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Runtime.Placement;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.Cli.Train;

/// <summary>train --dry-run: what the run would take and what would overflow, without a chip and without running.</summary>
internal static class DryRun
{
    // Usable of 1 Gbit/s UDP, of 3 MBd serial, bytes/s (link-and-playback 1, 7b).
    private const double EthernetBytesPerSecond = 118.6e6, SerialBytesPerSecond = 0.3e6;

    // Not known before a run. Long refractory times allow one spike at most; else Yin-Yang nets settle at about two.
    private const double SpikesOfOneSpikeNeurons = 1, SpikesOfOthers = 2;

    // The chip's event path: one event per output and 8 ns, inputs likewise (analog-core 2.6).
    private const double EventsPerUs = 125;

    // Batches per kind that a run can name, and rows of the evaluator (Trainer).
    private const long BatchNames = 1 << 17;

    private const int EvaluationChunk = 200;

    public static int Show(TrainSettings settings, TextWriter log, bool json)
    {
        DataSet data = settings.LoadData();
        TrainingRecipe recipe = settings.Recipe();
        recipe.Validate();
        long batches = (data.Training.Length + recipe.BatchSize - 1) / recipe.BatchSize;
        long samples = (long)recipe.Epochs * (data.Training.Length + data.Validation.Length) + data.Test.Length;
        var overflows = new List<string>();
        if (recipe.Epochs * batches > BatchNames)
        {
            overflows.Add($"{recipe.Epochs} epochs of {batches} batches: a run has names for {BatchNames} training batches. Use fewer epochs or larger batches.");
        }
        if (recipe.Epochs * ((data.Validation.Length + EvaluationChunk - 1) / EvaluationChunk) > BatchNames)
        {
            overflows.Add($"{recipe.Epochs} validations of {data.Validation.Length} samples: a run has names for {BatchNames} batches. Use fewer epochs.");
        }
        if (settings.Chip.Substrate == "simulation")
        {
            return Finish(null, 0, [("network", $"{recipe.Inputs} inputs, {recipe.Hidden} hidden, {recipe.Classes} classes"), .. Work(recipe, data, batches)],
                samples, overflows, log, json);
        }
        double spikes = recipe.HiddenParameters.RefractoryUs >= recipe.WindowUs ? SpikesOfOneSpikeNeurons : SpikesOfOthers;
        try
        {
            ChipForecast forecast = Forecast(settings, recipe, data);
            return Finish(forecast, spikes, [.. Work(recipe, data, batches), .. Chip(forecast, recipe, samples, spikes)], samples, overflows, log, json);
        }
        catch (Exception e) when (e is PlacementException or ArgumentException)
        {
            overflows.Insert(0, e.Message);
            return Finish(null, 0, [.. Work(recipe, data, batches)], samples, overflows, log, json);
        }
    }

    private static ChipForecast Forecast(TrainSettings settings, TrainingRecipe recipe, DataSet data)
    {
        double[][] zero = [new double[recipe.Inputs * recipe.Hidden], new double[recipe.Hidden * recipe.Classes]];
        var batch = new SpikeBatch(recipe.Inputs, [.. data.Training.Take(recipe.BatchSize).Select(s => recipe.Encoding.Encode(s.Features))]);
        return ChipForecast.For(recipe.Network(zero), settings.Placement(null), batch, PlaybackProgram.FifoInstructions);
    }

    private static IEnumerable<(string, string)> Work(TrainingRecipe recipe, DataSet data, long batches) =>
    [
        ("samples", Text($"{data.Training.Length} training, {data.Validation.Length} validation, {data.Test.Length} test; {recipe.Inputs} channels, {recipe.Classes} classes")),
        ("work", Text($"{recipe.Epochs} epochs of {batches} batches of {recipe.BatchSize}: {recipe.Epochs * batches} updates")),
    ];

    private static IEnumerable<(string, string)> Chip(ChipForecast f, TrainingRecipe recipe, long samples, double spikes)
    {
        foreach ((string resource, int used, int available) in f.Placement.Usage)
        {
            yield return (resource, Text($"{used} of {available}"));
        }
        for (int p = 0; p < f.Placement.Grids.Count; p++)
        {
            yield return ($"weights of projection {p}", Text($"up to ±{f.Placement.Grids[p].MaximumWeight:F2} thresholds, {f.Placement.RowsPerSource[p]} row pairs per source"));
        }
        yield return ("configuration", Text($"{f.ConfigurationWords.Count} programs, {f.ConfigurationWords.Sum()} words, once"));
        yield return ("a batch", Text($"{f.BatchWords.Count} program(s), longest {f.BatchWords.Max()} of {f.ProgramLimit} words ({100.0 * f.BatchWords.Max() / f.ProgramLimit:F1} %), if all weights change"));
        yield return ("chip time", Text($"{f.BatchChipSeconds * 1e3:F2} ms a batch, {f.BatchChipSeconds / f.Samples * samples:F1} s in all for {samples} samples"));
        yield return ("input events", Text($"{f.InputSpikes / (f.Samples * recipe.WindowUs):F2} per µs of the window on average, {EventsPerUs:F0} at most"));
        yield return ("spikes back", Text($"{spikes} per neuron and sample assumed: {spikes * f.Neurons / recipe.WindowUs:F1} per µs on average, {EventsPerUs:F0} at most per output"));
        yield return ("link, to the board", Text($"{f.BytesSent / 1024.0:F0} KiB a batch: {f.BytesSent / EthernetBytesPerSecond * 1e3:F2} ms at 1 Gbit/s, {f.BytesSent / SerialBytesPerSecond:F2} s at 3 MBd"));
        yield return ("link, from the board", Text($"{f.BytesReceived(spikes) / 1024.0:F0} KiB a batch: {f.BytesReceived(spikes) / EthernetBytesPerSecond * 1e3:F2} ms at 1 Gbit/s, {f.BytesReceived(spikes) / SerialBytesPerSecond:F2} s at 3 MBd"));
        EnergyRange energy = f.Energy(samples, spikes).Total, each = f.Energy(samples, spikes).PerInference!;
        yield return ("energy of the chip", Text($"{energy.Joule:F2} J ({energy.LowJoule:F2} to {energy.HighJoule:F2}), {each.Joule * 1e6:F1} µJ a sample"));
    }

    private static int Finish(ChipForecast? f, double spikes, (string Name, string Value)[] rows, long samples, List<string> overflows, TextWriter log, bool json)
    {
        foreach ((string name, string value) in rows)
        {
            log.WriteLine($"{name,-26}{value}");
        }
        foreach (string assumption in f?.Energy(samples, spikes).Assumptions ?? [])
        {
            log.WriteLine($"Energy: {assumption}.");
        }
        log.WriteLine(overflows.Count == 0 ? "Nothing overflows. Nothing was run." : "This would not run:");
        overflows.ForEach(log.WriteLine);
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                fits = overflows.Count == 0, overflows, samples,
                usage = f?.Placement.Usage.Select(u => new { resource = u.Resource, used = u.Used, available = u.Available }),
                program_words = f?.BatchWords, program_limit = f?.ProgramLimit, configuration_words = f?.ConfigurationWords,
                bytes_sent_per_batch = f?.BytesSent, bytes_received_per_batch = f?.BytesReceived(spikes), spikes_per_neuron_assumed = spikes,
                chip_time_s = f?.BatchChipSeconds / f?.Samples * samples, energy_j = f?.Energy(samples, spikes).Total.Joule,
            }));
        }
        return overflows.Count == 0 ? 0 : 1;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
