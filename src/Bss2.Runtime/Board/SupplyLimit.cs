using Bss2.Hal.Coordinates;

namespace Bss2.Runtime.Board;

/// <summary>Codes that a supply's DAC channel may safely hold.</summary>
/// <param name="Rail">The supply.</param>
/// <param name="Channel">Its channel on the cube adapter board.</param>
/// <param name="Standard">Code of bring-up (register-map 15).</param>
/// <remarks>
/// How a code becomes volts is not published; only the codes of bring-up are known to be safe. The band of ±40 codes is what could move
/// a rail by at most 49 mV if the DAC drove it directly with a full scale of 5 V: within ±5 % of 1.2 V.
/// </remarks>
public sealed record SupplyLimit(PowerRail Rail, BoardDacChannel Channel, int Standard)
{
    /// <summary>Half width of the safe band, codes.</summary>
    public const int Band = 40;

    /// <summary>Smallest safe code.</summary>
    public int Minimum => Standard - Band;

    /// <summary>Largest safe code.</summary>
    public int Maximum => Standard + Band;

    /// <summary>All supplies, by rail.</summary>
    public static IReadOnlyList<SupplyLimit> All { get; } =
    [
        new(PowerRail.Vdd12Digital, new(9), 2090), new(PowerRail.Vdd25Digital, new(8), 608),
        new(PowerRail.Vdd12Analog, new(11), 1630), new(PowerRail.Vdd25Analog, new(10), 608),
        new(PowerRail.Vdd12Madc, new(12), 440), new(PowerRail.Vdd12Pll, new(13), 440),
    ];
}
