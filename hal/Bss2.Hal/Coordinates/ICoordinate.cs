namespace Bss2.Hal.Coordinates;

/// <summary>A place that exists a fixed number of times, numbered from 0 as in the reference stack.</summary>
/// <typeparam name="TSelf">The coordinate.</typeparam>
public interface ICoordinate<TSelf>
    where TSelf : struct, ICoordinate<TSelf>
{
    /// <summary>How many there are.</summary>
    static abstract int Count { get; }

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such number.</exception>
    static abstract TSelf At(int number);

    /// <summary>Its number.</summary>
    int Value { get; }
}
