using Bss2.Hal.Containers;

namespace Bss2.Runtime.Placement;

/// <summary>Analog settings of one neuron circuit: codes of its CapMem cells and the switches that scale them.</summary>
public sealed record CircuitSettings
{
    /// <summary>CapMem codes by row (<see cref="CircuitRow"/>).</summary>
    public required IReadOnlyDictionary<int, int> Codes { get; init; }

    /// <summary>Leak conductance ×8.</summary>
    public bool LeakMultiply { get; init; }

    /// <summary>Leak conductance ÷8.</summary>
    public bool LeakDivide { get; init; }

    /// <summary>Longer excitatory time constants.</summary>
    public bool ExcitatoryHighResistance { get; init; }

    /// <summary>Longer inhibitory time constants.</summary>
    public bool InhibitoryHighResistance { get; init; }

    /// <summary>Membrane capacitor, 0..63.</summary>
    public int MembraneCapacitor { get; init; } = 63;

    /// <summary>The same settings with one code changed.</summary>
    public CircuitSettings With(int row, int code)
    {
        var codes = new Dictionary<int, int>(Codes) { [row] = code };
        return this with { Codes = codes };
    }

    /// <summary>Switches of a circuit that integrates and fires with these settings.</summary>
    public NeuronConfig Switches() => new()
    {
        EnFire = true, EnThreshComp = true, EnSyninExc = true, EnSyninInh = true, EnSyninExcSmallCap = true, EnSyninInhSmallCap = true,
        MemCapSize = MembraneCapacitor, EnResetMul = true, EnLeakMul = LeakMultiply, EnLeakDiv = LeakDivide,
        EnSyninExcHighRes = ExcitatoryHighResistance, EnSyninInhHighRes = InhibitoryHighResistance,
    };

    /// <summary>Same codes and switches.</summary>
    public bool Equals(CircuitSettings? other) => other is not null && Switches() == other.Switches() && Codes.Count == other.Codes.Count
        && Codes.All(entry => other.Codes.TryGetValue(entry.Key, out int code) && code == entry.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Switches(), Codes.Count);
}
