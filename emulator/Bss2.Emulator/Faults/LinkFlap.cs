using Bss2.Emulator.Fpga;

namespace Bss2.Emulator.Faults;

/// <summary>A high-speed link that goes down, once or again and again; its PHYs train once it may come up again.</summary>
/// <remarks>Times count from power-on: they do not belong to a batch, so a batch that is run again may meet other ones.</remarks>
/// <param name="Phy">Which, 0 … 7.</param>
/// <param name="FirstUs">When it first goes down, µs since power-on.</param>
/// <param name="DownUs">How long it is kept down, µs.</param>
/// <param name="EveryUs">How much later the next time begins, µs, more than <paramref name="DownUs"/>; 0: there is none.</param>
public sealed record LinkFlap(int Phy, double FirstUs, double DownUs, double EveryUs = 0)
{
    private const double LongestUs = 1e12, ShortestUs = 1;

    internal long FirstCycle => ToCycles(FirstUs);

    internal long DownCycles => ToCycles(DownUs);

    internal long EveryCycles => ToCycles(EveryUs);

    internal void Validate(string entry)
    {
        FaultRange.Number($"{entry}.phy", Phy, 0, Digital.HighSpeedLinks.Count - 1);
        if (!(FirstUs is >= 0 and <= LongestUs) || !(DownUs is >= ShortestUs and <= LongestUs)
            || !(EveryUs == 0 || (EveryUs >= DownUs + ShortestUs && EveryUs <= LongestUs)))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{entry}: first_us {FirstUs} (0 or more), down_us {DownUs} (1 or more), every_us {EveryUs} (0, or at least 1 more than down_us)."));
        }
    }

    private static long ToCycles(double us) => (long)Math.Round(us * FpgaClock.CyclesPerUs);
}
