using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Internal or external biases of the synapse arrays.</summary>
/// <remarks>Source: haldls synapse.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record SynapseBiasSelection :
    IOmnibusWritable<SynapseBiasSelection, Unique>, IOmnibusReadable<SynapseBiasSelection, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("SynapseBiasSelection", 1,
    [
        new("int_dac_bias[0]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 7, 1)]),
        new("int_dac_bias[1]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 3, 1)]),
        new("int_dac_bias[2]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 15, 1)]),
        new("int_dac_bias[3]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 11, 1)]),
        new("int_ramp_bias[0]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 6, 1)]),
        new("int_ramp_bias[1]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 2, 1)]),
        new("int_ramp_bias[2]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 14, 1)]),
        new("int_ramp_bias[3]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 10, 1)]),
        new("int_store_bias[0]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 5, 1)]),
        new("int_store_bias[1]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 1, 1)]),
        new("int_store_bias[2]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 13, 1)]),
        new("int_store_bias[3]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 9, 1)]),
        new("int_output_bias[0]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 4, 1)]),
        new("int_output_bias[1]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 0, 1)]),
        new("int_output_bias[2]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 12, 1)]),
        new("int_output_bias[3]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 8, 1)]),
    ]);

    /// <summary>int_dac_bias, 4 values.</summary>
    public IReadOnlyList<bool> IntDacBias { get; init; } = [true, true, true, true];

    /// <summary>int_ramp_bias, 4 values.</summary>
    public IReadOnlyList<bool> IntRampBias { get; init; } = [true, true, true, true];

    /// <summary>int_store_bias, 4 values.</summary>
    public IReadOnlyList<bool> IntStoreBias { get; init; } = [true, true, true, true];

    /// <summary>int_output_bias, 4 values.</summary>
    public IReadOnlyList<bool> IntOutputBias { get; init; } = [true, true, true, true];

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0010_0000u;
    }

    /// <inheritdoc/>
    public static SynapseBiasSelection FromFields(ReadOnlySpan<long> values) => new()
    {
        IntDacBias =
        [
            values[0] != 0, values[1] != 0, values[2] != 0, values[3] != 0,
        ],
        IntRampBias =
        [
            values[4] != 0, values[5] != 0, values[6] != 0, values[7] != 0,
        ],
        IntStoreBias =
        [
            values[8] != 0, values[9] != 0, values[10] != 0, values[11] != 0,
        ],
        IntOutputBias =
        [
            values[12] != 0, values[13] != 0, values[14] != 0, values[15] != 0,
        ],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.RequireCount("SynapseBiasSelection.int_dac_bias", IntDacBias, 4);
        values[0] = IntDacBias[0] ? 1 : 0;
        values[1] = IntDacBias[1] ? 1 : 0;
        values[2] = IntDacBias[2] ? 1 : 0;
        values[3] = IntDacBias[3] ? 1 : 0;
        RegisterArray.RequireCount("SynapseBiasSelection.int_ramp_bias", IntRampBias, 4);
        values[4] = IntRampBias[0] ? 1 : 0;
        values[5] = IntRampBias[1] ? 1 : 0;
        values[6] = IntRampBias[2] ? 1 : 0;
        values[7] = IntRampBias[3] ? 1 : 0;
        RegisterArray.RequireCount("SynapseBiasSelection.int_store_bias", IntStoreBias, 4);
        values[8] = IntStoreBias[0] ? 1 : 0;
        values[9] = IntStoreBias[1] ? 1 : 0;
        values[10] = IntStoreBias[2] ? 1 : 0;
        values[11] = IntStoreBias[3] ? 1 : 0;
        RegisterArray.RequireCount("SynapseBiasSelection.int_output_bias", IntOutputBias, 4);
        values[12] = IntOutputBias[0] ? 1 : 0;
        values[13] = IntOutputBias[1] ? 1 : 0;
        values[14] = IntOutputBias[2] ? 1 : 0;
        values[15] = IntOutputBias[3] ? 1 : 0;
    }

    /// <summary>Same field values.</summary>
    public bool Equals(SynapseBiasSelection? other) => RegisterAccess.SameFields<SynapseBiasSelection, Unique>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<SynapseBiasSelection, Unique>(this);
}
