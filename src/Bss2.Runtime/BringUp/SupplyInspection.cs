using System.Globalization;
using Bss2.Hal;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Runtime.Board;

namespace Bss2.Runtime.BringUp;

/// <summary>The supplies as the board's monitors see them after bring-up.</summary>
/// <remarks>A monitor that does not answer accuses nobody: boards without them exist.</remarks>
internal sealed class SupplyInspection
{
    // How far codes move a rail is not published; a supply that is off or set by mistake is further away than this (assumption).
    private const double Tolerance = 0.1, BusStepVolts = 4e-3, OffVolts = 0.2;

    private readonly Ticket<INA219Status>[] _monitors;

    /// <summary>Appends the reads.</summary>
    public SupplyInspection(PlaybackProgramBuilder builder) =>
        _monitors = [.. Enum.GetValues<PowerRail>().Select(rail => builder.Read<INA219Status, PowerMonitor>(new((int)rail)))];

    /// <summary>What is wrong with them.</summary>
    /// <param name="result">Of the program that the reads were appended to.</param>
    /// <param name="board">Decides who sets the supplies.</param>
    public IEnumerable<string> Faults(PlaybackResult result, AdapterBoard board)
    {
        foreach (PowerRail rail in Enum.GetValues<PowerRail>())
        {
            if (Volts(rail, result) is not { } volts)
            {
                continue;
            }
            double nominal = rail.NominalVolts();
            if (volts < OffVolts)
            {
                yield return $"supply {rail.Name()} is off ({(board == AdapterBoard.Cube ? "ShiftRegister" : "TCA9554Config")})";
            }
            else if (Math.Abs(volts - nominal) > Tolerance * nominal)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"supply {rail.Name()} is at {volts:F3} V instead of {nominal:F1} V "
                    + $"({(board == AdapterBoard.Cube ? "DACChannel" : "AD5252ChannelConfig")})");
            }
        }
    }

    private double? Volts(PowerRail rail, PlaybackResult result)
    {
        try
        {
            return _monitors[(int)rail].Read(result).BusVoltage * BusStepVolts;
        }
        catch (HalException)
        {
            return null;
        }
    }
}
