using System.Globalization;
using Bss2.Spikes;

namespace Bss2.Training.Data;

/// <summary>Makes a <see cref="DataSet"/> of a table: feature columns, a label column, a split.</summary>
/// <remarks>
/// Each feature column is scaled so that its least and greatest value among the training rows become 0 and 1; validation and test values
/// beyond them are shown at the end of the range, as the encoding has no later and no earlier spikes.
/// </remarks>
public static class CsvData
{
    // Fewer rows per class than this and the label column is more likely a measured quantity.
    private const double RowsPerClass = 3;

    private static readonly string[] s_sets = ["training", "validation", "test"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">The file has faults; the message tells each with file and line.</exception>
    /// <exception cref="ArgumentException">An option does not fit the table.</exception>
    public static DataSet Load(string path, CsvOptions options)
    {
        using var reader = new StreamReader(path);
        return Read(reader, path, options);
    }

    /// <summary>Reads a table.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">Columns and split.</param>
    /// <exception cref="InvalidDataException">It has faults; the message tells each with name and line.</exception>
    /// <exception cref="ArgumentException">An option does not fit the table.</exception>
    public static DataSet Read(TextReader reader, string name, CsvOptions options)
    {
        options.Validate();
        var faults = new CsvFaults(name);
        CsvTable table = CsvTable.Read(reader, name, faults);
        int label = options.Label is null ? table.ColumnCount - 1 : table.Find(options.Label, "label");
        int? split = options.Split is null ? null : table.Find(options.Split, "split");
        int[] features = options.Features is { } wanted ? [.. wanted.Select(column => table.Find(column, "features"))]
            : [.. Enumerable.Range(0, table.ColumnCount).Where(c => c != label && c != split)];
        if (features.Length == 0 || features.Contains(label))
        {
            throw new ArgumentException($"{name}: the features must be at least one column, and none of them the label {table.Column(label)}.");
        }
        RequireNumbers(table, features, name);
        RequireLabels(table, label, options, faults);
        var rows = new List<(double[] Values, int Set)>();
        foreach ((int line, string[] cells) in table.Rows)
        {
            double[] values = [.. features.Select(c => Number(cells[c], line, table.Column(c), faults))];
            int set = split is not { } s ? -1 : Array.IndexOf(s_sets, cells[s]) is >= 0 and var index ? index
                : Fault(faults, line, $"\"{cells[s]}\" in column {table.Column(s)}; give training, validation or test.");
            rows.Add((values, set));
        }
        faults.ThrowIfAny();
        string[] classes = Classes(table, label, options);
        int[] labels = [.. table.Rows.Select(row => Array.IndexOf(classes, row.Cells[label]))];
        int[] sets = split is null ? Draw(labels, classes, options, name) : [.. rows.Select(r => r.Set)];
        if (Array.FindIndex(s_sets, set => !sets.Contains(Array.IndexOf(s_sets, set))) is >= 0 and var missing)
        {
            throw new InvalidDataException($"{name}: no row belongs to the {s_sets[missing]} set; column {options.Split} must name all three.");
        }
        Func<double[], double[]> scale = Scale(table, features, [.. rows.Where((_, r) => sets[r] == 0).Select(r => r.Values)], name);
        Sample[] Set(int set) => [.. Enumerable.Range(0, sets.Length).Where(r => sets[r] == set).Select(r => new Sample(scale(rows[r].Values), labels[r]))];
        return new()
        {
            Name = Path.GetFileNameWithoutExtension(name), Features = [.. features.Select(table.Column)], Classes = classes,
            Training = Set(0), Validation = Set(1), Test = Set(2),
        };
    }

    // A column of words is a wrong choice of columns, not as many wrong cells.
    private static void RequireNumbers(CsvTable table, int[] features, string name)
    {
        if (Array.FindIndex(features, c => !table.Rows.Any(row => double.TryParse(row.Cells[c], CultureInfo.InvariantCulture, out _)))
            is >= 0 and var words)
        {
            throw new ArgumentException($"{name}: column {table.Column(features[words])} holds no number, so it is no feature. Leave it out of the "
                + "features (--features), or make it the label (--label).");
        }
    }

    private static void RequireLabels(CsvTable table, int label, CsvOptions options, CsvFaults faults)
    {
        foreach ((int line, string[] cells) in table.Rows)
        {
            if (cells[label].Length == 0)
            {
                faults.Add(line, $"no class in column {table.Column(label)}. Fill it in or remove the row.");
            }
            else if (options.Classes is { } known && !known.Contains(cells[label]))
            {
                faults.Add(line, $"class \"{cells[label]}\" in column {table.Column(label)} is none of {string.Join(", ", known)}.");
            }
        }
    }

    private static string[] Classes(CsvTable table, int label, CsvOptions options)
    {
        string[] found = [.. options.Classes ?? [.. table.Rows.Select(row => row.Cells[label]).Distinct()]];
        if (options.Classes is null)
        {
            double[] numbers = [.. found.Select(c => double.TryParse(c, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v : double.NaN)];
            found = numbers.Any(double.IsNaN) ? [.. found.Order(StringComparer.Ordinal)] : [.. found.Zip(numbers).OrderBy(p => p.Second).Select(p => p.First)];
        }
        return found.Length < 2 || found.Length * RowsPerClass > table.Rows.Count
            ? throw new InvalidDataException($"Column {table.Column(label)} holds {found.Length} different classes in {table.Rows.Count} rows; a "
                + $"classifier needs at least 2 classes and on average {RowsPerClass} rows each. Name the column of the class with label (--label).")
            : found;
    }

    private static double Number(string cell, int line, string column, CsvFaults faults) =>
        cell.Length == 0 ? Fault(faults, line, $"no value in column {column}. Fill it in or remove the row.")
        : !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        ? Fault(faults, line, $"\"{cell}\" in column {column} is no number{(cell.Contains(',', StringComparison.Ordinal) ? "; write a decimal point" : "")}. Correct it or remove the row.")
        : !double.IsFinite(value) ? Fault(faults, line, $"{cell} in column {column} is not finite. Fill in a value or remove the row.") : value;

    private static int Fault(CsvFaults faults, int line, string fault)
    {
        faults.Add(line, fault);
        return 0;
    }

    // Class by class, so that each set has every class in its share.
    private static int[] Draw(int[] labels, string[] classes, CsvOptions options, string name)
    {
        var sets = new int[labels.Length];
        for (int c = 0; c < classes.Length; c++)
        {
            int[] rows = [.. Enumerable.Range(0, labels.Length).Where(r => labels[r] == c)];
            if (rows.Length < s_sets.Length)
            {
                throw new InvalidDataException($"{name}: class {classes[c]} has {rows.Length} rows; it needs at least {s_sets.Length}, one each for "
                    + "training, validation and test.");
            }
            int validation = Math.Max(1, (int)Math.Round(rows.Length * options.ValidationShare));
            int test = Math.Max(1, (int)Math.Round(rows.Length * options.TestShare));
            // Rounding may take all rows of a small class.
            validation = Math.Min(validation, rows.Length - test - 1);
            (validation, test) = validation < 1 ? (1, rows.Length - 2) : (validation, test);
            var order = new int[rows.Length];
            SeedTree.Root(options.SplitSeed).Child((ulong)c).Shuffle(order);
            for (int k = 0; k < rows.Length; k++)
            {
                sets[rows[order[k]]] = k < validation ? 1 : k < validation + test ? 2 : 0;
            }
        }
        return sets;
    }

    private static Func<double[], double[]> Scale(CsvTable table, int[] features, IReadOnlyList<double[]> training, string name)
    {
        double[] least = [.. features.Select((_, f) => training.Min(values => values[f]))];
        double[] range = [.. features.Select((_, f) => training.Max(values => values[f]) - least[f])];
        if (Array.FindIndex(range, width => !(width > 0 && double.IsFinite(width))) is >= 0 and var bad)
        {
            throw new InvalidDataException($"{name}: column {table.Column(features[bad])} is {least[bad]} in every training row and tells nothing; leave "
                + "it out of the features (--features).");
        }
        return values => [.. values.Select((value, f) => Math.Clamp((value - least[f]) / range[f], 0, 1))];
    }
}
