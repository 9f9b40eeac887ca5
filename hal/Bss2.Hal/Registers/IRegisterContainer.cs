namespace Bss2.Hal.Registers;

/// <summary>A container whose bits are described by a field table.</summary>
/// <typeparam name="TSelf">The container.</typeparam>
/// <typeparam name="TCoordinate">Where it lives.</typeparam>
public interface IRegisterContainer<TSelf, TCoordinate>
    where TSelf : IRegisterContainer<TSelf, TCoordinate>
{
    /// <summary>The table.</summary>
    static abstract RegisterLayout Layout { get; }

    /// <summary>Omnibus addresses of its words, in the order in which they are written and read.</summary>
    static abstract void GetAddresses(TCoordinate coordinate, Span<uint> addresses);

    /// <summary>Field values in table order.</summary>
    void GetFields(Span<long> values);

    /// <summary>A container from field values in table order.</summary>
    static abstract TSelf FromFields(ReadOnlySpan<long> values);
}
