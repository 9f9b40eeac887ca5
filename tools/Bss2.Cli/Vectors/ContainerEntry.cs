using Bss2.Hal.Containers;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Cli.Vectors;

/// <summary>One container behind untyped calls: field values in, messages out, and back.</summary>
/// <param name="Layout">Its field table.</param>
/// <param name="Write">Messages that write field values at a coordinate number; null if it cannot be written.</param>
/// <param name="Read">Messages that read it; null if it cannot be read.</param>
/// <param name="Decode">Field values from answers.</param>
internal sealed record ContainerEntry(RegisterLayout Layout, Action<long[], int, IInstructionSink>? Write,
    Action<int, IInstructionSink>? Read, Func<int, ulong[], long[]>? Decode)
{
    public static ContainerEntry ReadWrite<T, TCoordinate>(Func<int, TCoordinate> at)
        where T : IRegisterContainer<T, TCoordinate>, IWritable<TCoordinate>, IReadable<T, TCoordinate> =>
        WriteOnly<T, TCoordinate>(at) with
        {
            Read = (e, sink) => T.AppendRead(at(e), sink),
            Decode = (e, words) => Fields<T, TCoordinate>(T.Decode(at(e), words)),
        };

    public static ContainerEntry WriteOnly<T, TCoordinate>(Func<int, TCoordinate> at)
        where T : IRegisterContainer<T, TCoordinate>, IWritable<TCoordinate> =>
        new(T.Layout, (values, e, sink) => T.FromFields(values).AppendWrite(at(e), sink), null, null);

    public static ContainerEntry ReadOnly<T, TCoordinate>(Func<int, TCoordinate> at)
        where T : IRegisterContainer<T, TCoordinate>, IReadable<T, TCoordinate> =>
        new(T.Layout, null, (e, sink) => T.AppendRead(at(e), sink), (e, words) => Fields<T, TCoordinate>(T.Decode(at(e), words)));

    private static long[] Fields<T, TCoordinate>(T container)
        where T : IRegisterContainer<T, TCoordinate>
    {
        var values = new long[T.Layout.Fields.Count];
        container.GetFields(values);
        return values;
    }
}
