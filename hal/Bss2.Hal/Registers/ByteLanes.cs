using System.Globalization;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Registers;

/// <summary>Bytes of a word in the order of the plasticity processors: byte 0 is the top one.</summary>
/// <remarks>Source: haldls fpga.cpp; register-map 10.</remarks>
internal static class ByteLanes
{
    public const int Count = 4;

    /// <summary>Lowest bit of byte 0.</summary>
    public const int TopLsb = 24;

    /// <summary>Table of a container of four bytes and their enables, which lie in no word.</summary>
    public static IReadOnlyList<RegisterField> QuadFields { get; } =
    [
        .. Enumerable.Range(0, Count).Select(i => new RegisterField(
            string.Create(CultureInfo.InvariantCulture, $"quad[{i}]"), 0, 255, 0, false, FieldCoding.Plain, [new(0, Lsb(i), 8)])),
        .. Enumerable.Range(0, Count).Select(i => new RegisterField(
            string.Create(CultureInfo.InvariantCulture, $"enables[{i}]"), 0, 1, 1, true, FieldCoding.Plain, [])),
    ];

    public static byte Extract(uint word, int index) => (byte)(word >> Lsb(index));

    public static void AppendWrite(uint address, int index, byte value, IInstructionSink sink)
    {
        sink.Append(ToFpga.OmnibusAddress(address, read: false, 1 << (Count - 1 - index)));
        sink.Append(ToFpga.OmnibusData((uint)value << Lsb(index)));
    }

    public static int Mask(IReadOnlyList<bool> enables)
    {
        int mask = 0;
        for (int i = 0; i < Count; i++)
        {
            mask |= enables[i] ? 1 << (Count - 1 - i) : 0;
        }
        return mask;
    }

    private static int Lsb(int index) => TopLsb - 8 * index;
}
