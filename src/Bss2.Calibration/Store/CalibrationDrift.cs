using Bss2.Hal.Coordinates;

namespace Bss2.Calibration.Store;

/// <summary>How far a chip has moved between two calibrations to the same target.</summary>
public static class CalibrationDrift
{
    /// <summary>Changes of every quantity that both have, over circuits that both call usable.</summary>
    /// <param name="earlier">Earlier calibration.</param>
    /// <param name="later">Later one.</param>
    /// <exception cref="InvalidDataException">They are of different chips or targets.</exception>
    public static IReadOnlyList<DriftRow> Between(CalibrationFile earlier, CalibrationFile later)
    {
        later.RequireChip(earlier.ChipIdentity, "The later calibration");
        if (!earlier.Target.Circuits.SequenceEqual(later.Target.Circuits))
        {
            throw new InvalidDataException($"The calibrations aim at different targets, {earlier.Target.Name} and {later.Target.Name}: their codes "
                + "cannot be compared.");
        }
        Dictionary<AtomicNeuron, int> places = earlier.Circuits.Select((circuit, i) => (circuit, i)).ToDictionary(p => p.circuit, p => p.i);
        (int Earlier, int Later)[] both = [.. later.Circuits.Select((circuit, i) => (Earlier: places.GetValueOrDefault(circuit, -1), Later: i))
            .Where(p => p.Earlier >= 0 && earlier.State.Success[p.Earlier] && later.State.Success[p.Later])];
        var rows = new List<DriftRow>();
        foreach (int row in later.State.Settings[0].Codes.Keys.Order())
        {
            rows.Add(DriftRow.Of(CalibrationJson.RowName(row), "codes",
                both.Select(p => (double)later.State.Settings[p.Later].Codes[row] - earlier.State.Settings[p.Earlier].Codes[row])));
        }
        foreach (string quantity in later.State.Quantities.Keys.Where(earlier.State.Quantities.ContainsKey).Order(StringComparer.Ordinal))
        {
            rows.Add(DriftRow.Of(quantity, "", both.Select(p => later.State[quantity][p.Later] - earlier.State[quantity][p.Earlier]).OfType<double>()));
        }
        return rows;
    }
}
