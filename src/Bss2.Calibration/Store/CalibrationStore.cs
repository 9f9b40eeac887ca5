using System.Globalization;
using System.Text;

namespace Bss2.Calibration.Store;

/// <summary>A folder of calibrations, one file per key. Files are replaced whole: a crash leaves the old or the new one.</summary>
/// <param name="directory">Created when something is saved.</param>
public sealed class CalibrationStore(string directory)
{
    /// <summary>The folder.</summary>
    public string Directory { get; } = directory;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is no calibration, of another version, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CalibrationFile Read(string path) => CalibrationJson.Read(File.ReadAllText(path), path);

    /// <summary>Writes a file.</summary>
    public static void Write(string path, CalibrationFile file) => WriteText(path, CalibrationJson.Write(file));

    /// <summary>Writes text so that a crash leaves the old or the new file.</summary>
    internal static void WriteText(string path, string text)
    {
        // Two programs may make the same calibration at the same time: each has a temporary file of its own.
        string temporary = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.tmp");
        using (FileStream stream = File.Create(temporary))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Where a calibration with a key is or will be.</summary>
    /// <param name="key">Key.</param>
    /// <param name="chipIdentity">For the name, which people read.</param>
    /// <param name="target">Likewise.</param>
    /// <param name="method">Likewise.</param>
    public string PathOf(string key, string chipIdentity, string target, string method)
    {
        string name = string.Concat($"{chipIdentity}-{target}-{method}".Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-'));
        return Path.Combine(Directory, string.Create(CultureInfo.InvariantCulture, $"{name}-{key[..12]}.json"));
    }

    /// <summary>The calibration with a key, complete or not, or null.</summary>
    /// <exception cref="InvalidDataException">The file at its place is damaged or is another calibration.</exception>
    public CalibrationFile? Find(string key, string chipIdentity, string target, string method)
    {
        string path = PathOf(key, chipIdentity, target, method);
        if (!File.Exists(path))
        {
            return null;
        }
        CalibrationFile file = Read(path);
        return file.Key == key ? file : throw new InvalidDataException($"{path} holds another calibration than its name says. Remove it.");
    }

    /// <summary>Saves a calibration at its place.</summary>
    /// <returns>The path.</returns>
    public string Save(CalibrationFile file)
    {
        System.IO.Directory.CreateDirectory(Directory);
        string path = PathOf(file.Key, file.ChipIdentity, file.Target.Name, file.Method);
        Write(path, file);
        return path;
    }
}
