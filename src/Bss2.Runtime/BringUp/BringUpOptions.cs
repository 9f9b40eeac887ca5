using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;

namespace Bss2.Runtime.BringUp;

/// <summary>What SystemInit leaves open.</summary>
/// <remarks>Source: stadls init_generator; register-map 15.</remarks>
public sealed record BringUpOptions
{
    /// <summary>Board that carries the chip.</summary>
    public AdapterBoard Board { get; init; } = AdapterBoard.Cube;

    /// <summary>Whether the high-speed links come up; without them only JTAG reaches the chip: no system time, no CapMem reference.</summary>
    public bool HighSpeedLinks { get; init; } = true;

    /// <summary>Whether system time is synchronised; without it replies carry no times.</summary>
    public bool Systime { get; init; } = true;

    /// <summary>Whether the CapMem reference is started; without it no analog parameter follows its code.</summary>
    public bool CapMemReference { get; init; } = true;

    /// <summary>Whether supplies that are off or far from their voltage end bring-up; monitors that do not answer never do.</summary>
    public bool CheckSupplies { get; init; } = true;

    /// <summary>Synapse array settings, per hemisphere; on a real chip they come from its data sheet.</summary>
    public IReadOnlyList<CommonSynramConfig> Synrams { get; init; } = [new(), new()];

    /// <summary>Checks that the options go together.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public void Validate()
    {
        if (CapMemReference && !HighSpeedLinks)
        {
            throw new ArgumentException("The CapMem reference needs the high-speed links: switch both off, or neither.", nameof(CapMemReference));
        }
        if (Synrams.Count != Hemisphere.Count)
        {
            throw new ArgumentException($"{Synrams.Count} synapse array settings given, {Hemisphere.Count} needed.", nameof(Synrams));
        }
    }
}
