using System.Text.Json;
using Bss2.Calibration.Store;
using Bss2.Cli.Runs;

namespace Bss2.Cli.Calibrate;

/// <summary>The files that calibrate leaves besides the cache: manifest, calibration, report and pictures (docs/file-formats.md).</summary>
internal sealed class CalibrationFolder
{
    private readonly string _location;

    private CalibrationFolder(string location) => _location = location;

    public string ReportPath => Path.Combine(_location, "report.html");

    private string ManifestPath => Path.Combine(_location, "manifest.json");

    /// <summary>Makes a new folder; without a name, the first free one below runs/.</summary>
    /// <exception cref="IOException">It holds a run already, or cannot be written.</exception>
    public static CalibrationFolder Create(string? name, string identity, CalibrationRequest request)
    {
        string suggestion = $"calibration-{identity.Replace(':', '-').Replace('/', '-')}-{request.Target.Name}-{request.Method.Name}";
        string folder = name ?? Path.Combine("runs", suggestion);
        for (int n = 2; name is null && Directory.Exists(folder); n++)
        {
            folder = Path.Combine("runs", $"{suggestion}-{n}");
        }
        var run = new CalibrationFolder(folder);
        if (File.Exists(run.ManifestPath))
        {
            throw new IOException($"{folder} already holds a run; choose another --out.");
        }
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new IOException($"The folder {folder} cannot be made: {e.Message} Choose another place with --out.", e);
        }
        return run;
    }

    /// <summary>While nothing is in it, the folder need not be there: an interruption or an error leaves none.</summary>
    public void RemoveIfEmpty()
    {
        if (!Directory.EnumerateFileSystemEntries(_location).Any())
        {
            Directory.Delete(_location);
        }
    }

    /// <summary>Writes everything, the manifest last.</summary>
    /// <returns>The report as JSON text.</returns>
    public string Write(CalibrationReport report, CalibrateSettings settings, string stored)
    {
        CalibrationFile file = report.Summary.File;
        Directory.CreateDirectory(_location);
        string json = JsonSerializer.Serialize(report.Json(settings, stored, ReportPath));
        CalibrationStore.Write(Path.Combine(_location, "calibration.json"), file);
        report.Characterised?.Write(Path.Combine(_location, "characterisation.json"));
        AtomicFile.WriteText(Path.Combine(_location, "report.json"), json + "\n");
        IReadOnlyList<(string Name, string Svg)> plots = report.Plots();
        foreach ((string name, string svg) in plots)
        {
            AtomicFile.WriteText(Path.Combine(_location, name + ".svg"), svg);
        }
        AtomicFile.WriteText(ReportPath, report.Html(settings, plots));
        AtomicFile.WriteText(ManifestPath, JsonSerializer.Serialize(report.Manifest(settings), CalibrationReport.Indented) + "\n");
        return json;
    }
}
