using Bss2.Hal.I2c;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Registers;

/// <summary>Accesses of containers that live in I2C devices.</summary>
/// <remarks>Source: fisch i2c; register-map 13.2.</remarks>
internal static class I2cRegisterAccess
{
    public static void AppendWrite<TSelf, TCoordinate>(TSelf container, TCoordinate coordinate, IInstructionSink sink)
        where TSelf : II2cContainer<TSelf, TCoordinate>
    {
        Span<uint> registers = stackalloc uint[TSelf.Layout.Words], words = stackalloc uint[TSelf.Layout.Words];
        TSelf.GetAddresses(coordinate, registers);
        RegisterAccess.Encode<TSelf, TCoordinate>(container, words);
        Span<byte> bytes = stackalloc byte[1 + TSelf.RegisterBytes];
        for (int w = 0; w < words.Length; w++)
        {
            bytes[0] = (byte)registers[w];
            for (int b = 0; b < TSelf.RegisterBytes; b++)
            {
                bytes[1 + b] = (byte)(words[w] << TSelf.BusShift >> 8 * (TSelf.RegisterBytes - 1 - b));
            }
            I2cWords.AppendWrite(TSelf.BusAddress(coordinate), TSelf.NamesRegister ? bytes : bytes[1..], stop: true, sink);
        }
    }

    public static void AppendRead<TSelf, TCoordinate>(TCoordinate coordinate, IInstructionSink sink)
        where TSelf : II2cContainer<TSelf, TCoordinate>
    {
        Span<uint> registers = stackalloc uint[TSelf.Layout.Words];
        TSelf.GetAddresses(coordinate, registers);
        foreach (uint register in registers)
        {
            I2cWords.AppendWrite(TSelf.BusAddress(coordinate), [(byte)register], stop: false, sink);
            I2cWords.AppendRead(TSelf.BusAddress(coordinate), TSelf.RegisterBytes, sink);
        }
    }

    public static TSelf Decode<TSelf, TCoordinate>(TCoordinate coordinate, ReadOnlySpan<ulong> answers)
        where TSelf : II2cContainer<TSelf, TCoordinate>
    {
        int words = TSelf.Layout.Words, bytes = TSelf.RegisterBytes;
        if (answers.Length != words * bytes)
        {
            throw new ArgumentException($"{TSelf.Layout.Name} is read by {words * bytes} bytes; {answers.Length} given.",
                nameof(answers));
        }
        Span<ulong> registers = stackalloc ulong[words];
        for (int w = 0; w < words; w++)
        {
            for (int b = 0; b < bytes; b++)
            {
                registers[w] = registers[w] << 8 | I2cWords.Decode(TSelf.BusAddress(coordinate), answers[w * bytes + b]);
            }
            registers[w] >>= TSelf.BusShift;
        }
        return RegisterAccess.Decode<TSelf, TCoordinate>(registers);
    }
}
