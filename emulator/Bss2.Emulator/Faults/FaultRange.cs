using Bss2.Emulator.Analog;

namespace Bss2.Emulator.Faults;

/// <summary>What entries of a fault plan may say.</summary>
internal static class FaultRange
{
    public const int Neurons = AnalogConfiguration.Neurons, HighestWeight = 63, HighestCode = 1022;

    public static void Share(string entry, double value)
    {
        if (!(value is >= 0 and <= 1))
        {
            throw new ArgumentException(FormattableString.Invariant($"{entry} is {value}; give a share from 0 to 1."));
        }
    }

    public static void Number(string entry, int? value, int lowest, int highest)
    {
        if (value < lowest || value > highest)
        {
            throw new ArgumentException($"{entry} is {value}; give a number from {lowest} to {highest}.");
        }
    }

    public static void Synapse(string entry, SynapsePlace place)
    {
        Number($"{entry}.hemisphere", place.Hemisphere, 0, AnalogConfiguration.Hemispheres - 1);
        Number($"{entry}.row", place.Row, 0, AnalogConfiguration.Rows - 1);
        Number($"{entry}.column", place.Column, 0, AnalogConfiguration.Columns - 1);
    }

    public static void Cell(string entry, CapMemPlace place)
    {
        Number($"{entry}.block", place.Block, 0, AnalogConfiguration.CapMemBlocks - 1);
        Number($"{entry}.row", place.Row, 0, AnalogConfiguration.CapMemRows - 1);
        Number($"{entry}.column", place.Column, 0, AnalogConfiguration.CapMemColumns - 1);
    }
}
