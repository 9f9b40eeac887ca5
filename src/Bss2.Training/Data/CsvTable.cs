using System.Globalization;
using System.Text;

namespace Bss2.Training.Data;

/// <summary>A table of text: cells separated by commas, semicolons or tabs, optionally in double quotes, one row a line.</summary>
internal sealed class CsvTable
{
    private const string Separators = ",;\t";

    private readonly string _name;
    private readonly string[] _columns;

    private CsvTable(string name, string[] columns, List<(int Line, string[] Cells)> rows) => (_name, _columns, Rows) = (name, columns, rows);

    public IReadOnlyList<(int Line, string[] Cells)> Rows { get; }

    public int ColumnCount => _columns.Length;

    public string Column(int index) => _columns[index];

    /// <summary>Reads a table; faulty rows are told and left out. Its first line names the columns if none of its cells is a number.</summary>
    /// <exception cref="InvalidDataException">There is nothing in it.</exception>
    public static CsvTable Read(TextReader reader, string name, CsvFaults faults)
    {
        string[]? columns = null;
        char separator = ',';
        int number = 0;
        var rows = new List<(int, string[])>();
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }
            separator = columns is null ? Separators.MaxBy(c => line.Count(other => other == c)) : separator;
            if (Cells(line, separator) is not { } cells)
            {
                faults.Add(number, "a quoted cell does not end. Close it with \", or double a \" that belongs to it; cells hold no line breaks.");
                continue;
            }
            if (columns is null)
            {
                bool header = !cells.Any(IsNumber);
                columns = [.. cells.Select((cell, c) => header && cell.Length > 0 ? cell : $"column{c + 1}")];
                if (columns.Distinct().Count() < columns.Length)
                {
                    throw new InvalidDataException($"{name}:{number}: two columns are named {columns.GroupBy(c => c).First(g => g.Count() > 1).Key}; "
                        + "name each differently.");
                }
                if (header)
                {
                    continue;
                }
            }
            if (cells.Length != columns.Length)
            {
                faults.Add(number, $"{cells.Length} cells, but the first line has {columns.Length}. Fill in or remove the row.");
                continue;
            }
            rows.Add((number, cells));
        }
        return columns is null ? throw new InvalidDataException($"{name} is empty. Give a table with feature columns and a label column.")
            : rows.Count == 0 ? throw Faulty(faults, $"{name} has no rows but its header.") : new(name, columns, rows);
    }

    /// <summary>The column of a name or, failing that, of a number from 1.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public int Find(string column, string option) => Array.IndexOf(_columns, column) is >= 0 and var index ? index
        : int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= _columns.Length
        ? number - 1
        : throw new ArgumentException($"{_name} has no column {column} ({option}). Its columns: {string.Join(", ", _columns)}.");

    private static InvalidDataException Faulty(CsvFaults faults, string otherwise)
    {
        faults.ThrowIfAny();
        return new(otherwise);
    }

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    // Null if a quote is left open.
    private static string[]? Cells(string line, char separator)
    {
        var cells = new List<string>();
        for (int at = 0; at <= line.Length;)
        {
            int start = at;
            while (start < line.Length && line[start] == ' ')
            {
                start++;
            }
            if (start == line.Length || line[start] != '"')
            {
                int end = line.IndexOf(separator, at);
                end = end < 0 ? line.Length : end;
                cells.Add(line[at..end].Trim());
                at = end + 1;
                continue;
            }
            var cell = new StringBuilder();
            for (at = start + 1; at < line.Length && (line[at] != '"' || (at + 1 < line.Length && line[at + 1] == '"')); at++)
            {
                cell.Append(line[at]);
                at += line[at] == '"' ? 1 : 0;
            }
            int next = at < line.Length ? line.IndexOf(separator, at) : -1;
            if (at >= line.Length || !string.IsNullOrWhiteSpace(line[(at + 1)..(next < 0 ? line.Length : next)]))
            {
                return null;
            }
            cells.Add(cell.ToString());
            at = (next < 0 ? line.Length : next) + 1;
        }
        return [.. cells];
    }
}
