using Bss2.Hal.Wire;

namespace Bss2.Hal.Registers;

/// <summary>Omnibus accesses of containers with a field table.</summary>
internal static class RegisterAccess
{
    public static void AppendWrite<TSelf, TCoordinate>(TSelf container, TCoordinate coordinate, IInstructionSink sink)
        where TSelf : IRegisterContainer<TSelf, TCoordinate>
    {
        RegisterLayout layout = TSelf.Layout;
        Span<uint> addresses = stackalloc uint[layout.Words], words = stackalloc uint[layout.Words];
        Span<long> values = stackalloc long[layout.Fields.Count];
        TSelf.GetAddresses(coordinate, addresses);
        container.GetFields(values);
        layout.Encode(values, words);
        for (int w = 0; w < words.Length; w++)
        {
            sink.Append(ToFpga.OmnibusAddress(addresses[w], read: false));
            sink.Append(ToFpga.OmnibusData(words[w]));
        }
    }

    public static void AppendRead<TSelf, TCoordinate>(TCoordinate coordinate, IInstructionSink sink)
        where TSelf : IRegisterContainer<TSelf, TCoordinate>
    {
        Span<uint> addresses = stackalloc uint[TSelf.Layout.Words];
        TSelf.GetAddresses(coordinate, addresses);
        foreach (uint address in addresses)
        {
            sink.Append(ToFpga.OmnibusAddress(address, read: true));
        }
    }

    public static TSelf Decode<TSelf, TCoordinate>(ReadOnlySpan<ulong> answers)
        where TSelf : IRegisterContainer<TSelf, TCoordinate>
    {
        RegisterLayout layout = TSelf.Layout;
        if (answers.Length != layout.Words)
        {
            throw new ArgumentException($"{layout.Name} is read by {layout.Words} words; {answers.Length} given.", nameof(answers));
        }
        Span<uint> words = stackalloc uint[layout.Words];
        Span<long> values = stackalloc long[layout.Fields.Count];
        for (int w = 0; w < words.Length; w++)
        {
            words[w] = (uint)answers[w];
        }
        layout.Decode(words, values);
        return TSelf.FromFields(values);
    }

    public static bool SameFields<TSelf, TCoordinate>(TSelf left, TSelf? right)
        where TSelf : class, IRegisterContainer<TSelf, TCoordinate>
    {
        if (right is null)
        {
            return false;
        }
        Span<long> a = stackalloc long[TSelf.Layout.Fields.Count], b = stackalloc long[TSelf.Layout.Fields.Count];
        left.GetFields(a);
        right.GetFields(b);
        return a.SequenceEqual(b);
    }

    public static int HashOfFields<TSelf, TCoordinate>(TSelf container)
        where TSelf : IRegisterContainer<TSelf, TCoordinate>
    {
        Span<long> values = stackalloc long[TSelf.Layout.Fields.Count];
        container.GetFields(values);
        var hash = new HashCode();
        foreach (long value in values)
        {
            hash.Add(value);
        }
        return hash.ToHashCode();
    }
}
