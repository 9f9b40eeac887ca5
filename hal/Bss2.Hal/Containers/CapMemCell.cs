using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Code of an analog parameter: 0..1022, or no refresh of the cell at all, which is stored as 1023.</summary>
/// <remarks>Source: haldls capmem.tcc; register-map 6.</remarks>
public sealed record CapMemCell : IOmnibusWritable<CapMemCell, CapMemCellAddress>, IOmnibusReadable<CapMemCell, CapMemCellAddress>
{
    /// <summary>Largest setting.</summary>
    public const int MaximumValue = 1022;

    private const int NoRefresh = 1023;

    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CapMemCell", 1,
        [new("value", 0, NoRefresh, 0, false, FieldCoding.Plain, [new(0, 0, 10)])]);

    /// <summary>Whether the cell is left alone.</summary>
    public bool DisableRefresh { get; init; }

    /// <summary>Code, 0..1022; meaningless without refresh.</summary>
    public int Value { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(CapMemCellAddress coordinate, Span<uint> addresses) => addresses[0] = 0x0014_0000u
        + 0x8000u * (uint)coordinate.Block.Value + 32u * (uint)coordinate.Column.Value + (uint)coordinate.Row.Value;

    /// <inheritdoc/>
    public static CapMemCell FromFields(ReadOnlySpan<long> values) =>
        values[0] == NoRefresh ? new() { DisableRefresh = true } : new() { Value = (int)values[0] };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        if (!DisableRefresh && Value is < 0 or > MaximumValue)
        {
            throw new ArgumentOutOfRangeException(nameof(values), Value,
                $"CapMemCell.value is {Value}; it must lie in 0..{MaximumValue}.");
        }
        values[0] = DisableRefresh ? NoRefresh : Value;
    }
}
