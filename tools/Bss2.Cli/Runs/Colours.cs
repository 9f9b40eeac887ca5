using Bss2.Cli.Plotting;

namespace Bss2.Cli.Runs;

/// <summary>Colours of pixel maps: classes as in the plots, numbers from blue through white to orange.</summary>
internal static class Colours
{
    private static readonly (double R, double G, double B) s_low = (0x00, 0x55, 0xA0), s_middle = (0xF6, 0xF4, 0xEE), s_high = (0xD5, 0x5E, 0x00);

    public static (byte R, byte G, byte B) Class(int number) => PlotStyle.Colours[number % PlotStyle.Colours.Count] is var c ? (c.R, c.G, c.B) : default;

    /// <summary>A number from −1 to 1.</summary>
    public static (byte R, byte G, byte B) Diverging(double value)
    {
        double share = Math.Min(1, Math.Abs(value));
        (double R, double G, double B) end = value < 0 ? s_low : s_high;
        return (Mix(s_middle.R, end.R), Mix(s_middle.G, end.G), Mix(s_middle.B, end.B));

        byte Mix(double from, double to) => (byte)Math.Round(from + share * (to - from));
    }
}
