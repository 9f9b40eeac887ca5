using System.CommandLine;
using System.Globalization;

namespace Bss2.Cli.Tables;

/// <summary>Lists of numbers on the command line: "1-5,8".</summary>
internal static class NumberList
{
    private const int MostNumbers = 1000;

    /// <summary>An option that takes such a list.</summary>
    public static Option<string> Option(string name, string standard, int minimum, string description)
    {
        var option = new Option<string>(name) { DefaultValueFactory = _ => standard, Description = description };
        option.Validators.Add(result =>
        {
            if (!TryParse(result.GetValueOrDefault<string>()!, minimum, out _))
            {
                result.AddError($"{name} {result.GetValueOrDefault<string>()}: give numbers from {minimum} and ranges of them, for instance "
                    + $"{standard}.");
            }
        });
        return option;
    }

    public static IReadOnlyList<int> Parse(string text) => TryParse(text, 0, out IReadOnlyList<int> numbers) ? numbers
        : throw new ArgumentException($"\"{text}\" is no list of numbers.", nameof(text));

    private static bool TryParse(string text, int minimum, out IReadOnlyList<int> numbers)
    {
        var found = new List<int>();
        numbers = found;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !Number(ends[0], out int first) || !Number(ends[^1], out int last) || first < minimum || last < first
                || last - first >= MostNumbers)
            {
                return false;
            }
            found.AddRange(Enumerable.Range(first, last - first + 1).Where(n => !found.Contains(n)));
        }
        return found.Count > 0;
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
