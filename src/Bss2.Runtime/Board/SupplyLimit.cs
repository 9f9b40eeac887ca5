using Bss2.Runtime.BringUp;

namespace Bss2.Runtime.Board;

/// <summary>Codes that a supply's DAC channel or potentiometer may safely hold.</summary>
/// <param name="Rail">The supply.</param>
/// <param name="Board">Board that has it.</param>
/// <param name="Channel">Its channel: of the cube's DACs (BoardDacChannel), or of the jBOA's potentiometers (PotentiometerChannel).</param>
/// <param name="Standard">Code of bring-up (register-map 15).</param>
/// <param name="Band">Half width of the safe band, codes.</param>
/// <remarks>
/// How a code becomes volts is not published; only the codes of bring-up are known to be safe. The band of ±40 DAC codes is what could
/// move a rail by at most 49 mV if the DAC drove it directly with a full scale of 5 V: within ±5 % of 1.2 V. That of ±4 wiper steps of
/// 147 and more is what could move it by at most 3 % if it followed the wiper in proportion.
/// </remarks>
public sealed record SupplyLimit(PowerRail Rail, AdapterBoard Board, int Channel, int Standard, int Band)
{
    private const int DacBand = 40, WiperBand = 4;

    private static readonly IReadOnlyList<SupplyLimit> s_cube =
    [
        Dac(PowerRail.Vdd12Digital, 9, 2090), Dac(PowerRail.Vdd25Digital, 8, 608), Dac(PowerRail.Vdd12Analog, 11, 1630),
        Dac(PowerRail.Vdd25Analog, 10, 608), Dac(PowerRail.Vdd12Madc, 12, 440), Dac(PowerRail.Vdd12Pll, 13, 440),
    ];

    private static readonly IReadOnlyList<SupplyLimit> s_jboa =
    [
        Wiper(PowerRail.Vdd12Digital, 1, 0x93), Wiper(PowerRail.Vdd25Digital, 0, 0xA7), Wiper(PowerRail.Vdd12Analog, 4, 0xA8),
        Wiper(PowerRail.Vdd25Analog, 5, 0xA7), Wiper(PowerRail.Vdd12Madc, 3, 0xA8), Wiper(PowerRail.Vdd12Pll, 2, 0xA8),
    ];

    /// <summary>Smallest safe code.</summary>
    public int Minimum => Standard - Band;

    /// <summary>Largest safe code.</summary>
    public int Maximum => Standard + Band;

    /// <summary>All supplies of a board, by rail.</summary>
    public static IReadOnlyList<SupplyLimit> Of(AdapterBoard board) => board == AdapterBoard.Cube ? s_cube : s_jboa;

    /// <summary>Refuses a code outside.</summary>
    /// <exception cref="UnsafeSupplyException">It lies outside.</exception>
    public void Require(int code)
    {
        if (code < Minimum || code > Maximum)
        {
            throw new UnsafeSupplyException($"{Rail.Name()} code {code} lies outside its safe limits {Minimum}..{Maximum} "
                + $"(bring-up: {Standard}) and was not written. It could destroy the chip.");
        }
    }

    private static SupplyLimit Dac(PowerRail rail, int channel, int standard) => new(rail, AdapterBoard.Cube, channel, standard, DacBand);

    private static SupplyLimit Wiper(PowerRail rail, int channel, int standard) => new(rail, AdapterBoard.Jboa, channel, standard, WiperBand);
}
