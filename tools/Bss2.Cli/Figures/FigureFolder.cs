using System.Globalization;
using System.Text;
using Bss2.Cli.Runs;

namespace Bss2.Cli.Figures;

/// <summary>Where a figure's CSV, SVG and caption go.</summary>
internal sealed class FigureFolder
{
    private readonly string _folder, _name;

    public FigureFolder(string folder, string name)
    {
        (_folder, _name) = (folder, name);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new IOException($"The folder {folder} cannot be made: {e.Message} Choose another place with --out.", e);
        }
    }

    /// <summary>Writes numbers, one row per line; empty fields where there is no value.</summary>
    public string WriteCsv(string suffix, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<double?>> rows)
    {
        var text = new StringBuilder().AppendJoin(',', columns).Append('\n');
        foreach (IReadOnlyList<double?> row in rows)
        {
            text.AppendJoin(',', row.Select(value => value?.ToString("R", CultureInfo.InvariantCulture) ?? "")).Append('\n');
        }
        return Write(suffix + ".csv", text.ToString());
    }

    public string WriteSvg(string suffix, string svg) => Write(suffix + ".svg", svg);

    public string WriteCaption(string text) => Write(".md", text + "\n");

    private string Write(string ending, string text)
    {
        string path = Path.Combine(_folder, _name + ending);
        AtomicFile.WriteText(path, text);
        return path;
    }
}
