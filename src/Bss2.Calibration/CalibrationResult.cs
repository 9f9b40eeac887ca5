using Bss2.Calibration.Routines;
using Bss2.Calibration.Targets;

namespace Bss2.Calibration;

/// <summary>What a finished calibration achieved: every quantity before and after, and the yield. History and usage are the state's.</summary>
/// <param name="Quantities">Quantities that the method measures.</param>
/// <param name="Yield">Share of the circuits that no routine failed on.</param>
public sealed record CalibrationResult(IReadOnlyList<QuantityChange> Quantities, double Yield)
{
    // Key of the result, then what a method may have measured for it: absolute, or in units of the circuit's own threshold.
    private static readonly (string Key, string[] Names)[] s_keys =
    [
        ("leak", [Quantity.Leak]), ("reset", [Quantity.Reset, Quantity.ResetShare]), ("threshold", [Quantity.Threshold, Quantity.ThresholdDistance]),
        ("tau_mem", [Quantity.MembraneTau]), ("tau_syn_exc", [Quantity.ExcitatoryTau]), ("tau_syn_inh", [Quantity.InhibitoryTau]),
        ("gain_exc", [Quantity.ExcitatoryGain]), ("gain_inh", [Quantity.InhibitoryGain]),
    ];

    /// <summary>Result of a state that all routines of a method have run on.</summary>
    /// <param name="state">The state.</param>
    /// <param name="aims">Aims of the same circuits.</param>
    /// <exception cref="ArgumentException">Their numbers differ.</exception>
    public static CalibrationResult Of(CalibrationState state, IReadOnlyList<CircuitAim> aims)
    {
        if (aims.Count != state.Settings.Count)
        {
            throw new ArgumentException($"{aims.Count} aims for {state.Settings.Count} circuits.", nameof(aims));
        }
        var quantities = new List<QuantityChange>();
        foreach ((string key, string[] names) in s_keys)
        {
            string? name = names.FirstOrDefault(n => state.Quantities.ContainsKey(n) && state.Quantities.ContainsKey(Quantity.MedianPrefix + n));
            if (name is not null)
            {
                quantities.Add(new(key, name, [.. aims.Select(aim => Quantity.Target(name, aim))],
                    state[Quantity.MedianPrefix + name], state[name]));
            }
        }
        return new(quantities, state.Success.Count(success => success) / (double)state.Settings.Count);
    }
}
