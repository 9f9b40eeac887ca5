using System.Numerics;

namespace Bss2.Training.Kernels;

/// <summary>A vector of doubles of some width. Every operation acts lane by lane and is rounded once, so a kernel written over this interface
/// gives the same bits at every width.</summary>
/// <remarks>
/// Comparisons give masks: all bits of a lane set or clear. There is no sum over lanes on purpose: its rounding would depend on the width.
/// Arrays are read as lanes by <c>MemoryMarshal.Cast</c>; their length is a multiple of the largest width (<see cref="LaneArray"/>).
/// </remarks>
internal interface ILanes<T> : IAdditionOperators<T, T, T>, ISubtractionOperators<T, T, T>, IMultiplyOperators<T, T, T>,
    IDivisionOperators<T, T, T>, IUnaryNegationOperators<T, T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Doubles in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>The same value in every lane.</summary>
    static abstract T Of(double value);

    /// <summary>left · right + addend with one rounding, in software where the machine has no such instruction.</summary>
    static abstract T Fma(T left, T right, T addend);

    /// <summary>Smaller of two numbers; neither may be NaN.</summary>
    static abstract T Min(T left, T right);

    /// <summary>Larger of two numbers; neither may be NaN.</summary>
    static abstract T Max(T left, T right);

    /// <summary>√.</summary>
    static abstract T Sqrt(T value);

    /// <summary>Mask of left &lt; right.</summary>
    static abstract T Less(T left, T right);

    /// <summary>Mask of left ≤ right.</summary>
    static abstract T LessOrEqual(T left, T right);

    /// <summary>Bitwise and.</summary>
    static abstract T And(T left, T right);

    /// <summary>Bitwise or.</summary>
    static abstract T Or(T left, T right);

    /// <summary>left and not right.</summary>
    static abstract T AndNot(T left, T right);

    /// <summary>Where the mask is set the first, else the second.</summary>
    static abstract T Select(T mask, T whenSet, T whenClear);

    /// <summary>One bit per lane of a mask, lane 0 lowest.</summary>
    static abstract uint Bits(T mask);

    /// <summary>The bit patterns, as integers, plus a number.</summary>
    static abstract T AddToBits(T value, long addend);

    /// <summary>The sum of two bit patterns as integers.</summary>
    static abstract T AddBits(T left, T right);

    /// <summary>The difference of two bit patterns as integers.</summary>
    static abstract T SubtractBits(T left, T right);

    /// <summary>The bit patterns shifted left.</summary>
    static abstract T ShiftLeft(T value, int bits);

    /// <summary>The bit patterns shifted right, zeros coming in.</summary>
    static abstract T ShiftRight(T value, int bits);
}
