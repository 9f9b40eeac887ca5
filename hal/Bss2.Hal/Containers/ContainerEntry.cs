using Bss2.Hal.Coordinates;
using Bss2.Hal.I2c;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>A container without its type: field values in table order, coordinates by number.</summary>
public sealed class ContainerEntry
{
    private Action<long[], int, RegisterTransports, IInstructionSink>? _write;
    private Action<int, RegisterTransports, IInstructionSink>? _read;
    private Func<int, ulong[], long[]>? _decode;
    private Func<int, uint[]> _addresses = static _ => [];
    private Func<int, I2cAddress?> _device = static _ => null;

    private ContainerEntry(RegisterLayout layout, string coordinate, int count) =>
        (Layout, Coordinate, CoordinateCount) = (layout, coordinate, count);

    /// <summary>Its name in the reference stack.</summary>
    public string Name => Layout.Name;

    /// <summary>Its table.</summary>
    public RegisterLayout Layout { get; }

    /// <summary>Type of its coordinate.</summary>
    public string Coordinate { get; }

    /// <summary>How many there are.</summary>
    public int CoordinateCount { get; }

    /// <summary>How it can be written, the usual way lowest; none if it cannot.</summary>
    public RegisterTransports WriteTransports { get; private init; }

    /// <summary>How it can be read, the usual way lowest; none if it cannot.</summary>
    public RegisterTransports ReadTransports { get; private init; }

    /// <summary>The transport of a write when none is asked for.</summary>
    public RegisterTransports UsualWrite => RegisterAccess.Usual(WriteTransports);

    /// <summary>The transport of a read when none is asked for.</summary>
    public RegisterTransports UsualRead => RegisterAccess.Usual(ReadTransports);

    /// <summary>How many answers a read gives.</summary>
    public int AnswerCount { get; private init; }

    /// <summary>How far its words are shifted to the left on an I2C bus.</summary>
    public int BusShift { get; private init; }

    /// <summary>Addresses of its words: Omnibus addresses, or register numbers of its device or port.</summary>
    public uint[] Addresses(int coordinate) => _addresses(coordinate);

    /// <summary>The I2C device that holds it, or null.</summary>
    public I2cAddress? Device(int coordinate) => _device(coordinate);

    /// <summary>Messages that write field values over a transport.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or the transport is none of <see
    /// cref="WriteTransports"/>.</exception>
    public void AppendWrite(long[] values, int coordinate, RegisterTransports transport, IInstructionSink sink)
    {
        Layout.RequireInRange(values);
        RegisterAccess.Require(Name, "written", WriteTransports, transport);
        _write!(values, coordinate, transport, sink);
    }

    /// <summary>Messages that read it over a transport.</summary>
    /// <exception cref="ArgumentException">The transport is none of <see cref="ReadTransports"/>.</exception>
    public void AppendRead(int coordinate, RegisterTransports transport, IInstructionSink sink)
    {
        RegisterAccess.Require(Name, "read", ReadTransports, transport);
        _read!(coordinate, transport, sink);
    }

    /// <summary>The answers by which words reach the host: a byte each over I2C, else the words themselves.</summary>
    public ulong[] ToAnswers(ReadOnlySpan<uint> words)
    {
        if (ReadTransports != RegisterTransports.I2c)
        {
            return [.. words.ToArray().Select(word => (ulong)word)];
        }
        int bytes = AnswerCount / Layout.Words;
        return [.. words.ToArray().SelectMany(word => Enumerable.Range(1, bytes), (word, b) =>
            (ulong)(byte)(word << BusShift >> 8 * (bytes - b)))];
    }

    /// <summary>Field values from the answers to a read.</summary>
    /// <exception cref="HalException">The answers say that the read failed.</exception>
    /// <exception cref="ArgumentException">It cannot be read, or by another number of answers.</exception>
    public long[] Decode(int coordinate, ulong[] answers) =>
        (_decode ?? throw new ArgumentException($"{Name} cannot be read."))(coordinate, answers);

    internal static ContainerEntry ReadWrite<T, TCoordinate>()
        where T : IRegisterContainer<T, TCoordinate>, IWritable<TCoordinate>, IReadable<T, TCoordinate>
        where TCoordinate : struct, ICoordinate<TCoordinate>
    {
        ContainerEntry entry = ReadOnly<T, TCoordinate>();
        entry._write = Write<T, TCoordinate>;
        return entry;
    }

    internal static ContainerEntry WriteOnly<T, TCoordinate>()
        where T : IRegisterContainer<T, TCoordinate>, IWritable<TCoordinate>
        where TCoordinate : struct, ICoordinate<TCoordinate>
    {
        ContainerEntry entry = Of<T, TCoordinate>(answers: 0);
        entry._write = Write<T, TCoordinate>;
        return entry;
    }

    internal static ContainerEntry ReadOnly<T, TCoordinate>()
        where T : IRegisterContainer<T, TCoordinate>, IReadable<T, TCoordinate>
        where TCoordinate : struct, ICoordinate<TCoordinate>
    {
        ContainerEntry entry = Of<T, TCoordinate>(T.AnswerCount);
        entry._read = Read<T, TCoordinate>;
        entry._decode = Decode<T, TCoordinate>;
        return entry;
    }

    private static ContainerEntry Of<T, TCoordinate>(int answers)
        where T : IRegisterContainer<T, TCoordinate>
        where TCoordinate : struct, ICoordinate<TCoordinate> =>
        new(T.Layout, typeof(TCoordinate).Name, TCoordinate.Count)
        {
            WriteTransports = T.WriteTransports,
            ReadTransports = T.ReadTransports,
            AnswerCount = answers,
            BusShift = T.BusShift,
            _device = e => T.Device(TCoordinate.At(e)),
            _addresses = e =>
            {
                var addresses = new uint[T.Layout.Words];
                T.GetAddresses(TCoordinate.At(e), addresses);
                return addresses;
            },
        };

    private static void Write<T, TCoordinate>(long[] values, int coordinate, RegisterTransports transport, IInstructionSink sink)
        where T : IRegisterContainer<T, TCoordinate>, IWritable<TCoordinate>
        where TCoordinate : struct, ICoordinate<TCoordinate>
    {
        T container = T.FromFields(values);
        if (transport == RegisterAccess.Usual(T.WriteTransports))
        {
            container.AppendWrite(TCoordinate.At(coordinate), sink);
        }
        else
        {
            RegisterAccess.AppendWrite(container, TCoordinate.At(coordinate), transport, sink);
        }
    }

    private static void Read<T, TCoordinate>(int coordinate, RegisterTransports transport, IInstructionSink sink)
        where T : IRegisterContainer<T, TCoordinate>, IReadable<T, TCoordinate>
        where TCoordinate : struct, ICoordinate<TCoordinate>
    {
        if (transport == RegisterAccess.Usual(T.ReadTransports))
        {
            T.AppendRead(TCoordinate.At(coordinate), sink);
        }
        else
        {
            RegisterAccess.AppendRead<T, TCoordinate>(TCoordinate.At(coordinate), transport, sink);
        }
    }

    private static long[] Decode<T, TCoordinate>(int coordinate, ulong[] answers)
        where T : IRegisterContainer<T, TCoordinate>, IReadable<T, TCoordinate>
        where TCoordinate : struct, ICoordinate<TCoordinate>
    {
        var values = new long[T.Layout.Fields.Count];
        T.Decode(TCoordinate.At(coordinate), answers).GetFields(values);
        return values;
    }
}
