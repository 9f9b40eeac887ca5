using System.Globalization;
using System.Text;
using Bss2.Calibration.Characterise;
using Bss2.Calibration.Store;
using Bss2.Cli.Train;
using Bss2.Training;

namespace Bss2.Cli.Runs;

/// <summary>The files of one run: manifest, metrics, plots, report and checkpoint; each is replaced whole (docs/file-formats.md).</summary>
internal sealed class RunFolder
{
    private const string Header = "epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,spikes_per_sample,"
        + "silent_neurons,invalid_samples";

    private RunFolder(string folder) => Location = folder;

    public string Location { get; }

    public string ManifestPath => Path.Combine(Location, "manifest.json");

    public string CheckpointPath => Path.Combine(Location, "checkpoint", "state.bin");

    /// <summary>Copy of the chip's calibration: a run goes on with the codes that it began with.</summary>
    public string CalibrationPath => Path.Combine(Location, "calibration.json");

    /// <summary>Copy of the parameters that the gradient takes, if not nominal ones.</summary>
    public string CharacterisationPath => Path.Combine(Location, "characterisation.json");

    /// <summary>What the gradient meter read, if it was on.</summary>
    public string GradientPath => Path.Combine(Location, "gradient.csv");

    private string MetricsPath => Path.Combine(Location, "metrics.csv");

    /// <summary>Refuses a folder that holds a run: asked before anything long begins.</summary>
    /// <exception cref="IOException">It does.</exception>
    public static void RequireFree(string? folder)
    {
        if (folder is not null && File.Exists(new RunFolder(folder).ManifestPath))
        {
            throw new IOException($"{folder} already holds a run; choose another --out, or continue it with --resume {folder}.");
        }
    }

    /// <summary>Makes a new folder; without a name, the first free one below runs/.</summary>
    /// <exception cref="IOException">It holds a run already, or cannot be written.</exception>
    public static RunFolder Create(string? name, string suggestion)
    {
        string folder = name ?? Path.Combine("runs", suggestion);
        for (int n = 2; name is null && Directory.Exists(folder); n++)
        {
            folder = Path.Combine("runs", $"{suggestion}-{n}");
        }
        RequireFree(folder);
        var run = new RunFolder(folder);
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "checkpoint"));
            AtomicFile.WriteText(run.MetricsPath, Header + "\n");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new IOException($"The run folder {folder} cannot be written: {e.Message} Choose another place with --out.", e);
        }
        return run;
    }

    /// <summary>Opens a run.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public static RunFolder Open(string folder)
    {
        var run = new RunFolder(folder);
        return File.Exists(run.ManifestPath) ? run
            : throw new IOException($"{folder} holds no run: there is no {run.ManifestPath}. Give the folder that train wrote.");
    }

    /// <summary>The calibration that a run began with, or null if it began without.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or another one.</exception>
    public CalibrationFile? ReadCalibration(TrainSettings settings)
    {
        if (settings.Calibration is null)
        {
            return null;
        }
        CalibrationFile file = CalibrationStore.Read(CalibrationPath);
        return RunCalibration.HashOf(file) == settings.Calibration ? file : throw new InvalidDataException(
            $"{CalibrationPath} is not the calibration that this run began with; put that one back, or start a new run.");
    }

    /// <summary>The characterisation that a run began with, or null if it takes nominal parameters.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or another one.</exception>
    public Characterisation? ReadCharacterisation(TrainSettings settings)
    {
        if (settings.Characterisation is null)
        {
            return null;
        }
        var file = Characterisation.Read(CharacterisationPath);
        return RunCalibration.HashOf(file) == settings.Characterisation ? file : throw new InvalidDataException(
            $"{CharacterisationPath} is not the characterisation that this run began with; put that one back, or start a new run.");
    }

    public void WriteMetrics(IReadOnlyList<EpochReport> reports)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (EpochReport e in reports)
        {
            text.Append(CultureInfo.InvariantCulture, $"{e.Epoch},{e.LearningRate:R},{e.TrainLoss:R},{e.TrainAccuracy:R},{e.ValidationLoss:R},{e.ValidationAccuracy:R},{e.SpikesPerSample:R},{e.SilentNeurons},{e.InvalidSamples}\n");
        }
        AtomicFile.WriteText(MetricsPath, text.ToString());
    }

    /// <summary>Reads the first epochs back.</summary>
    /// <exception cref="InvalidDataException">A line is missing or damaged; the message says which.</exception>
    public List<EpochReport> ReadMetrics(int epochs)
    {
        string[] lines = File.Exists(MetricsPath) ? File.ReadAllLines(MetricsPath) : [];
        if (lines.Length <= epochs)
        {
            throw new InvalidDataException($"{MetricsPath} has {Math.Max(0, lines.Length - 1)} epochs, the checkpoint {epochs}.");
        }
        return [.. Enumerable.Range(1, epochs).Select(n => Parse(lines[n], n + 1))];
    }

    /// <summary>Reads all epochs that are there.</summary>
    public List<EpochReport> ReadMetrics() => ReadMetrics(Math.Max(0, File.Exists(MetricsPath) ? File.ReadAllLines(MetricsPath).Length - 1 : 0));

    private EpochReport Parse(string line, int number)
    {
        string[] f = line.Split(',');
        try
        {
            double D(int i) => double.Parse(f[i], CultureInfo.InvariantCulture);
            return new((int)D(0), D(1), D(2), D(3), D(4), D(5), D(6), (int)D(7), (int)D(8));
        }
        catch (Exception e) when (e is FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"{MetricsPath}:{number}: \"{line}\" is no line of metrics.", e);
        }
    }
}
