using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Sources of the two readout buffers.</summary>
/// <remarks>Source: haldls readout.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record ReadoutSourceSelection :
    IOmnibusWritable<ReadoutSourceSelection, Unique>, IOmnibusReadable<ReadoutSourceSelection, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("ReadoutSourceSelection", 2,
    [
        new("buffers[0].debug_plus", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
        new("buffers[0].debug_minus", 0, 1, 0, true, FieldCoding.Plain, [new(0, 1, 1)]),
        new("buffers[0].current_dac", 0, 1, 0, true, FieldCoding.Plain, [new(0, 2, 1)]),
        new("buffers[0].synin_debug_inhibitory", 0, 1, 0, true, FieldCoding.Plain, [new(0, 3, 1)]),
        new("buffers[0].synin_debug_excitatory", 0, 1, 0, true, FieldCoding.Plain, [new(0, 4, 1)]),
        new("buffers[0].cadc_debug_causal", 0, 1, 0, true, FieldCoding.Plain, [new(0, 5, 1)]),
        new("buffers[0].cadc_debug_acausal", 0, 1, 0, true, FieldCoding.Plain, [new(0, 6, 1)]),
        new("buffers[0].synapse_driver_debug[0]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 7, 1)]),
        new("buffers[0].synapse_driver_debug[1]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 8, 1)]),
        new("buffers[0].neuron_odd[0]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 9, 1)]),
        new("buffers[0].neuron_odd[1]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 11, 1)]),
        new("buffers[0].neuron_even[0]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 10, 1)]),
        new("buffers[0].neuron_even[1]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 12, 1)]),
        new("buffers[1].debug_plus", 0, 1, 0, true, FieldCoding.Plain, [new(1, 0, 1)]),
        new("buffers[1].debug_minus", 0, 1, 0, true, FieldCoding.Plain, [new(1, 1, 1)]),
        new("buffers[1].current_dac", 0, 1, 0, true, FieldCoding.Plain, [new(1, 2, 1)]),
        new("buffers[1].synin_debug_inhibitory", 0, 1, 0, true, FieldCoding.Plain, [new(1, 3, 1)]),
        new("buffers[1].synin_debug_excitatory", 0, 1, 0, true, FieldCoding.Plain, [new(1, 4, 1)]),
        new("buffers[1].cadc_debug_causal", 0, 1, 0, true, FieldCoding.Plain, [new(1, 5, 1)]),
        new("buffers[1].cadc_debug_acausal", 0, 1, 0, true, FieldCoding.Plain, [new(1, 6, 1)]),
        new("buffers[1].synapse_driver_debug[0]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 7, 1)]),
        new("buffers[1].synapse_driver_debug[1]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 8, 1)]),
        new("buffers[1].neuron_odd[0]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 9, 1)]),
        new("buffers[1].neuron_odd[1]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 11, 1)]),
        new("buffers[1].neuron_even[0]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 10, 1)]),
        new("buffers[1].neuron_even[1]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 12, 1)]),
        new("enable_buffer_to_pad[0]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 14, 1)]),
        new("enable_buffer_to_pad[1]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 13, 1)]),
    ]);

    /// <summary>debug_plus, 2 values.</summary>
    public IReadOnlyList<bool> DebugPlus { get; init; } = [false, false];

    /// <summary>debug_minus, 2 values.</summary>
    public IReadOnlyList<bool> DebugMinus { get; init; } = [false, false];

    /// <summary>current_dac, 2 values.</summary>
    public IReadOnlyList<bool> CurrentDac { get; init; } = [false, false];

    /// <summary>synin_debug_inhibitory, 2 values.</summary>
    public IReadOnlyList<bool> SyninDebugInhibitory { get; init; } = [false, false];

    /// <summary>synin_debug_excitatory, 2 values.</summary>
    public IReadOnlyList<bool> SyninDebugExcitatory { get; init; } = [false, false];

    /// <summary>cadc_debug_causal, 2 values.</summary>
    public IReadOnlyList<bool> CadcDebugCausal { get; init; } = [false, false];

    /// <summary>cadc_debug_acausal, 2 values.</summary>
    public IReadOnlyList<bool> CadcDebugAcausal { get; init; } = [false, false];

    /// <summary>synapse_driver_debug, 4 values.</summary>
    public IReadOnlyList<bool> SynapseDriverDebug { get; init; } = [false, false, false, false];

    /// <summary>neuron_odd, 4 values.</summary>
    public IReadOnlyList<bool> NeuronOdd { get; init; } = [false, false, false, false];

    /// <summary>neuron_even, 4 values.</summary>
    public IReadOnlyList<bool> NeuronEven { get; init; } = [false, false, false, false];

    /// <summary>enable_buffer_to_pad, 2 values.</summary>
    public IReadOnlyList<bool> EnableBufferToPad { get; init; } = [false, false];

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x000C_000Cu;
        addresses[1] = 0x000C_000Cu + 1;
    }

    /// <inheritdoc/>
    public static ReadoutSourceSelection FromFields(ReadOnlySpan<long> values) => new()
    {
        DebugPlus =
        [
            values[0] != 0, values[13] != 0,
        ],
        DebugMinus =
        [
            values[1] != 0, values[14] != 0,
        ],
        CurrentDac =
        [
            values[2] != 0, values[15] != 0,
        ],
        SyninDebugInhibitory =
        [
            values[3] != 0, values[16] != 0,
        ],
        SyninDebugExcitatory =
        [
            values[4] != 0, values[17] != 0,
        ],
        CadcDebugCausal =
        [
            values[5] != 0, values[18] != 0,
        ],
        CadcDebugAcausal =
        [
            values[6] != 0, values[19] != 0,
        ],
        SynapseDriverDebug =
        [
            values[7] != 0, values[8] != 0, values[20] != 0, values[21] != 0,
        ],
        NeuronOdd =
        [
            values[9] != 0, values[10] != 0, values[22] != 0, values[23] != 0,
        ],
        NeuronEven =
        [
            values[11] != 0, values[12] != 0, values[24] != 0, values[25] != 0,
        ],
        EnableBufferToPad =
        [
            values[26] != 0, values[27] != 0,
        ],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.RequireCount("ReadoutSourceSelection.debug_plus", DebugPlus, 2);
        values[0] = DebugPlus[0] ? 1 : 0;
        values[13] = DebugPlus[1] ? 1 : 0;
        RegisterArray.RequireCount("ReadoutSourceSelection.debug_minus", DebugMinus, 2);
        values[1] = DebugMinus[0] ? 1 : 0;
        values[14] = DebugMinus[1] ? 1 : 0;
        RegisterArray.RequireCount("ReadoutSourceSelection.current_dac", CurrentDac, 2);
        values[2] = CurrentDac[0] ? 1 : 0;
        values[15] = CurrentDac[1] ? 1 : 0;
        RegisterArray.RequireCount("ReadoutSourceSelection.synin_debug_inhibitory", SyninDebugInhibitory, 2);
        values[3] = SyninDebugInhibitory[0] ? 1 : 0;
        values[16] = SyninDebugInhibitory[1] ? 1 : 0;
        RegisterArray.RequireCount("ReadoutSourceSelection.synin_debug_excitatory", SyninDebugExcitatory, 2);
        values[4] = SyninDebugExcitatory[0] ? 1 : 0;
        values[17] = SyninDebugExcitatory[1] ? 1 : 0;
        RegisterArray.RequireCount("ReadoutSourceSelection.cadc_debug_causal", CadcDebugCausal, 2);
        values[5] = CadcDebugCausal[0] ? 1 : 0;
        values[18] = CadcDebugCausal[1] ? 1 : 0;
        RegisterArray.RequireCount("ReadoutSourceSelection.cadc_debug_acausal", CadcDebugAcausal, 2);
        values[6] = CadcDebugAcausal[0] ? 1 : 0;
        values[19] = CadcDebugAcausal[1] ? 1 : 0;
        RegisterArray.RequireCount("ReadoutSourceSelection.synapse_driver_debug", SynapseDriverDebug, 4);
        values[7] = SynapseDriverDebug[0] ? 1 : 0;
        values[8] = SynapseDriverDebug[1] ? 1 : 0;
        values[20] = SynapseDriverDebug[2] ? 1 : 0;
        values[21] = SynapseDriverDebug[3] ? 1 : 0;
        RegisterArray.RequireCount("ReadoutSourceSelection.neuron_odd", NeuronOdd, 4);
        values[9] = NeuronOdd[0] ? 1 : 0;
        values[10] = NeuronOdd[1] ? 1 : 0;
        values[22] = NeuronOdd[2] ? 1 : 0;
        values[23] = NeuronOdd[3] ? 1 : 0;
        RegisterArray.RequireCount("ReadoutSourceSelection.neuron_even", NeuronEven, 4);
        values[11] = NeuronEven[0] ? 1 : 0;
        values[12] = NeuronEven[1] ? 1 : 0;
        values[24] = NeuronEven[2] ? 1 : 0;
        values[25] = NeuronEven[3] ? 1 : 0;
        RegisterArray.RequireCount("ReadoutSourceSelection.enable_buffer_to_pad", EnableBufferToPad, 2);
        values[26] = EnableBufferToPad[0] ? 1 : 0;
        values[27] = EnableBufferToPad[1] ? 1 : 0;
    }

    /// <summary>Same field values.</summary>
    public bool Equals(ReadoutSourceSelection? other) => RegisterAccess.SameFields<ReadoutSourceSelection, Unique>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<ReadoutSourceSelection, Unique>(this);
}
