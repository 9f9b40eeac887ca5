using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>The 8-bit current source behind the read-out.</summary>
/// <remarks>
/// Source: haldls current_dac.cpp; register-map 9. Sign 0 is a source, 1 a sink. connect_synapse[0] drives the line that the chip
/// calls inhibitory. Names are those of the reference stack.
/// </remarks>
public sealed record CurrentDAC : IOmnibusWritable<CurrentDAC, Unique>, IOmnibusReadable<CurrentDAC, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CurrentDAC", 1,
    [
        new("current", 0, 255, 0, false, FieldCoding.Thermometer, [new(0, 0, 6), new(0, 8, 3, 6)]),
        new("enable_current", 0, 1, 0, true, FieldCoding.Plain, [new(0, 7, 1)]),
        new("sign", 0, 1, 0, false, FieldCoding.Plain, [new(0, 6, 1)]),
        new("connect_neuron[0]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 11, 1)]),
        new("connect_neuron[1]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 12, 1)]),
        new("connect_synapse[0]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 13, 1)]),
        new("connect_synapse[1]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 14, 1)]),
    ]);

    /// <summary>current, 0..255.</summary>
    public int Current { get; init; }

    /// <summary>enable_current.</summary>
    public bool EnableCurrent { get; init; }

    /// <summary>sign, 0..1.</summary>
    public int Sign { get; init; }

    /// <summary>connect_neuron, 2 values.</summary>
    public IReadOnlyList<bool> ConnectNeuron { get; init; } = [false, false];

    /// <summary>connect_synapse, 2 values.</summary>
    public IReadOnlyList<bool> ConnectSynapse { get; init; } = [false, false];

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x000C_000Bu;
    }

    /// <inheritdoc/>
    public static CurrentDAC FromFields(ReadOnlySpan<long> values) => new()
    {
        Current = (int)values[0],
        EnableCurrent = values[1] != 0,
        Sign = (int)values[2],
        ConnectNeuron = [values[3] != 0, values[4] != 0],
        ConnectSynapse = [values[5] != 0, values[6] != 0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Current;
        values[1] = EnableCurrent ? 1 : 0;
        values[2] = Sign;
        RegisterArray.RequireCount("CurrentDAC.connect_neuron", ConnectNeuron, 2);
        values[3] = ConnectNeuron[0] ? 1 : 0;
        values[4] = ConnectNeuron[1] ? 1 : 0;
        RegisterArray.RequireCount("CurrentDAC.connect_synapse", ConnectSynapse, 2);
        values[5] = ConnectSynapse[0] ? 1 : 0;
        values[6] = ConnectSynapse[1] ? 1 : 0;
    }

    /// <summary>Same field values.</summary>
    public bool Equals(CurrentDAC? other) => RegisterAccess.SameFields<CurrentDAC, Unique>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<CurrentDAC, Unique>(this);
}
