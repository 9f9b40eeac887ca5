using Bss2.Hal.Containers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Registers;

/// <summary>Accesses of containers with a field table.</summary>
internal static class RegisterAccess
{
    /// <summary>The transport that is used when none is asked for.</summary>
    public static RegisterTransports Usual(RegisterTransports possible) => possible & (RegisterTransports)(-(int)possible);

    /// <summary>What address bit 31 says: a register of the FPGA is reached by Omnibus, one of the chip also over JTAG.</summary>
    public static RegisterTransports ByAddress<TSelf, TCoordinate>()
        where TSelf : IRegisterContainer<TSelf, TCoordinate>
        where TCoordinate : struct
    {
        Span<uint> addresses = stackalloc uint[TSelf.Layout.Words];
        TSelf.GetAddresses(default, addresses);
        return addresses[0] >> 31 != 0 ? RegisterTransports.Omnibus
            : RegisterTransports.Omnibus | RegisterTransports.OmnibusOverJtag;
    }

    /// <summary>The kind of answer that a read over a transport gives.</summary>
    public static AnswerKind AnswerOf(RegisterTransports transport) =>
        transport == RegisterTransports.OmnibusOverJtag ? AnswerKind.JtagData : AnswerKind.OmnibusData;

    public static void AppendWrite<TSelf, TCoordinate>(
        TSelf container, TCoordinate coordinate, RegisterTransports transport, IInstructionSink sink)
        where TSelf : IRegisterContainer<TSelf, TCoordinate>
    {
        Require(TSelf.Layout.Name, "written", TSelf.WriteTransports, transport);
        IInstructionSink way = Over(transport, sink);
        RegisterLayout layout = TSelf.Layout;
        Span<uint> addresses = stackalloc uint[layout.Words], words = stackalloc uint[layout.Words];
        TSelf.GetAddresses(coordinate, addresses);
        Encode<TSelf, TCoordinate>(container, words);
        for (int w = 0; w < words.Length; w++)
        {
            way.Append(ToFpga.OmnibusAddress(addresses[w], read: false));
            way.Append(ToFpga.OmnibusData(words[w]));
        }
    }

    /// <summary>The container's words.</summary>
    public static void Encode<TSelf, TCoordinate>(TSelf container, Span<uint> words)
        where TSelf : IRegisterContainer<TSelf, TCoordinate>
    {
        Span<long> values = stackalloc long[TSelf.Layout.Fields.Count];
        container.GetFields(values);
        TSelf.Layout.Encode(values, words);
    }

    public static void AppendRead<TSelf, TCoordinate>(TCoordinate coordinate, RegisterTransports transport, IInstructionSink sink)
        where TSelf : IRegisterContainer<TSelf, TCoordinate>
    {
        Require(TSelf.Layout.Name, "read", TSelf.ReadTransports, transport);
        IInstructionSink way = Over(transport, sink);
        Span<uint> addresses = stackalloc uint[TSelf.Layout.Words];
        TSelf.GetAddresses(coordinate, addresses);
        foreach (uint address in addresses)
        {
            way.Append(ToFpga.OmnibusAddress(address, read: true));
        }
    }

    public static void Require(string name, string verb, RegisterTransports possible, RegisterTransports transport)
    {
        if (transport == RegisterTransports.None || (possible & transport) != transport || Usual(transport) != transport)
        {
            throw new ArgumentException($"{name} cannot be {verb} over {transport}; possible: {possible}.", nameof(transport));
        }
    }

    private static IInstructionSink Over(RegisterTransports transport, IInstructionSink sink) => transport switch
    {
        RegisterTransports.OmnibusOverJtag => new OverJtag(sink),
        RegisterTransports.JtagPll => new OverJtagPll(sink),
        RegisterTransports.JtagPhy => new OverJtagPhy(sink),
        _ => sink,
    };

    public static TSelf Decode<TSelf, TCoordinate>(ReadOnlySpan<ulong> answers)
        where TSelf : IRegisterContainer<TSelf, TCoordinate>
    {
        RegisterLayout layout = TSelf.Layout;
        if (answers.Length != layout.Words)
        {
            throw new ArgumentException($"{layout.Name} is read by {layout.Words} words; {answers.Length} given.",
                nameof(answers));
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
