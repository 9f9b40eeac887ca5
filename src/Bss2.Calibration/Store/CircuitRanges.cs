using System.Globalization;
using Bss2.Hal.Coordinates;

namespace Bss2.Calibration.Store;

/// <summary>Sets of circuits as text: numbers and ranges, "0-127,130".</summary>
public static class CircuitRanges
{
    /// <summary>Text of a set.</summary>
    public static string Format(IEnumerable<int> circuits)
    {
        var parts = new List<string>();
        int[] ordered = [.. circuits.Distinct().Order()];
        for (int i = 0; i < ordered.Length;)
        {
            int last = i;
            while (last + 1 < ordered.Length && ordered[last + 1] == ordered[last] + 1)
            {
                last++;
            }
            parts.Add(last == i ? string.Create(CultureInfo.InvariantCulture, $"{ordered[i]}")
                : string.Create(CultureInfo.InvariantCulture, $"{ordered[i]}-{ordered[last]}"));
            i = last + 1;
        }
        return string.Join(',', parts);
    }

    /// <summary>Circuits of a text, in ascending order.</summary>
    /// <exception cref="FormatException">The text is no such list, or a number is no circuit.</exception>
    public static IReadOnlyList<int> Parse(string text)
    {
        var circuits = new SortedSet<int>();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !TryCircuit(ends[0], out int first) || !TryCircuit(ends[^1], out int last) || first > last)
            {
                throw new FormatException($"\"{part}\" is no circuit and no range of circuits; write for instance 0-127,130, with numbers from "
                    + $"0 to {AtomicNeuron.Count - 1}.");
            }
            circuits.UnionWith(Enumerable.Range(first, last - first + 1));
        }
        return [.. circuits];
    }

    private static bool TryCircuit(string text, out int circuit) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out circuit) && circuit < AtomicNeuron.Count;
}
