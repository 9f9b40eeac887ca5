using Bss2.Hal.I2c;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>What lives at an Omnibus address, for messages to people.</summary>
/// <remarks>From the catalogue's own address tables. The first question takes some 50 ms, so ask on failures only.</remarks>
public static class RegisterNames
{
    // Larger ones are memories whose addresses rise with the coordinate; they are searched, not listed.
    private const int MostListed = 1 << 17;

    private const uint I2cBytes = 0x200, DeviceMask = 0x7F;

    private static readonly Lazy<(ContainerEntry Entry, uint First, uint Last)[]> s_ranges = new(() =>
        [.. ContainerCatalogue.All.Where(IsOnOmnibus).Select(Range)]);

    /// <summary>Container and coordinate, for instance "SynapseDriverSRAMTimingConfig(Hemisphere 1)"; null if none is known there.</summary>
    public static string? Find(uint address)
    {
        if (address - I2cWords.Base < I2cBytes)
        {
            return OnI2c(new((int)(address - I2cWords.Base & DeviceMask)));
        }
        foreach ((ContainerEntry entry, uint first, uint last) in s_ranges.Value)
        {
            if (address >= first && address <= last && Coordinate(entry, address) is >= 0 and int coordinate)
            {
                return entry.CoordinateCount == 1 ? entry.Name : $"{entry.Name}({entry.Coordinate} {coordinate})";
            }
        }
        return null;
    }

    private static bool IsOnOmnibus(ContainerEntry entry) =>
        ((entry.WriteTransports | entry.ReadTransports) & RegisterTransports.Omnibus) != 0;

    private static string OnI2c(I2cAddress device)
    {
        string[] names = [.. ContainerCatalogue.All.Where(entry =>
            Enumerable.Range(0, Math.Min(entry.CoordinateCount, I2cAddress.Count)).Any(c => entry.Device(c) == device)).Select(entry => entry.Name)];
        return $"I2C device {device}{(names.Length > 0 ? $" ({string.Join(", ", names)})" : "")}";
    }

    private static (ContainerEntry, uint, uint) Range(ContainerEntry entry)
    {
        IEnumerable<int> all = entry.CoordinateCount <= MostListed ? Enumerable.Range(0, entry.CoordinateCount) : [0, entry.CoordinateCount - 1];
        (uint first, uint last) = (uint.MaxValue, 0);
        foreach (uint address in all.SelectMany(entry.Addresses))
        {
            (first, last) = (Math.Min(first, address), Math.Max(last, address));
        }
        return (entry, first, last);
    }

    private static int Coordinate(ContainerEntry entry, uint address)
    {
        if (entry.CoordinateCount <= MostListed)
        {
            return Enumerable.Range(0, entry.CoordinateCount).FirstOrDefault(c => Array.IndexOf(entry.Addresses(c), address) >= 0, -1);
        }
        (int low, int high) = (0, entry.CoordinateCount - 1);
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            (low, high) = entry.Addresses(middle)[0] < address ? (middle + 1, high) : (low, middle);
        }
        return entry.Addresses(low)[0] == address ? low : -1;
    }
}
