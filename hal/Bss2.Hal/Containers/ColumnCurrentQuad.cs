using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Switches from the synaptic lines of four columns to their neurons.</summary>
/// <remarks>Source: haldls synapse.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record ColumnCurrentQuad :
    IOmnibusWritable<ColumnCurrentQuad, ColumnQuad>, IOmnibusReadable<ColumnCurrentQuad, ColumnQuad>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("ColumnCurrentQuad", 2,
    [
        new("switches[0].enable_synaptic_current_excitatory", 0, 1, 0, true, FieldCoding.Plain, [new(0, 24, 1)]),
        new("switches[0].enable_synaptic_current_inhibitory", 0, 1, 0, true, FieldCoding.Plain, [new(0, 25, 1)]),
        new("switches[0].enable_debug_excitatory", 0, 1, 0, true, FieldCoding.Plain, [new(1, 24, 1)]),
        new("switches[0].enable_debug_inhibitory", 0, 1, 0, true, FieldCoding.Plain, [new(1, 25, 1)]),
        new("switches[1].enable_synaptic_current_excitatory", 0, 1, 0, true, FieldCoding.Plain, [new(0, 16, 1)]),
        new("switches[1].enable_synaptic_current_inhibitory", 0, 1, 0, true, FieldCoding.Plain, [new(0, 17, 1)]),
        new("switches[1].enable_debug_excitatory", 0, 1, 0, true, FieldCoding.Plain, [new(1, 16, 1)]),
        new("switches[1].enable_debug_inhibitory", 0, 1, 0, true, FieldCoding.Plain, [new(1, 17, 1)]),
        new("switches[2].enable_synaptic_current_excitatory", 0, 1, 0, true, FieldCoding.Plain, [new(0, 8, 1)]),
        new("switches[2].enable_synaptic_current_inhibitory", 0, 1, 0, true, FieldCoding.Plain, [new(0, 9, 1)]),
        new("switches[2].enable_debug_excitatory", 0, 1, 0, true, FieldCoding.Plain, [new(1, 8, 1)]),
        new("switches[2].enable_debug_inhibitory", 0, 1, 0, true, FieldCoding.Plain, [new(1, 9, 1)]),
        new("switches[3].enable_synaptic_current_excitatory", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
        new("switches[3].enable_synaptic_current_inhibitory", 0, 1, 0, true, FieldCoding.Plain, [new(0, 1, 1)]),
        new("switches[3].enable_debug_excitatory", 0, 1, 0, true, FieldCoding.Plain, [new(1, 0, 1)]),
        new("switches[3].enable_debug_inhibitory", 0, 1, 0, true, FieldCoding.Plain, [new(1, 1, 1)]),
    ]);

    /// <summary>enable_synaptic_current_excitatory, 4 values.</summary>
    public IReadOnlyList<bool> EnableSynapticCurrentExcitatory { get; init; } = [false, false, false, false];

    /// <summary>enable_synaptic_current_inhibitory, 4 values.</summary>
    public IReadOnlyList<bool> EnableSynapticCurrentInhibitory { get; init; } = [false, false, false, false];

    /// <summary>enable_debug_excitatory, 4 values.</summary>
    public IReadOnlyList<bool> EnableDebugExcitatory { get; init; } = [false, false, false, false];

    /// <summary>enable_debug_inhibitory, 4 values.</summary>
    public IReadOnlyList<bool> EnableDebugInhibitory { get; init; } = [false, false, false, false];

    /// <inheritdoc/>
    public static void GetAddresses(ColumnQuad coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x02C1_4000u + 0x0100_0000u * (uint)coordinate.Hemisphere.Value + (uint)coordinate.QuadColumn.Value;
        addresses[1] = 0x02C2_4000u + 0x0100_0000u * (uint)coordinate.Hemisphere.Value + (uint)coordinate.QuadColumn.Value;
    }

    /// <inheritdoc/>
    public static ColumnCurrentQuad FromFields(ReadOnlySpan<long> values) => new()
    {
        EnableSynapticCurrentExcitatory =
        [
            values[0] != 0, values[4] != 0, values[8] != 0, values[12] != 0,
        ],
        EnableSynapticCurrentInhibitory =
        [
            values[1] != 0, values[5] != 0, values[9] != 0, values[13] != 0,
        ],
        EnableDebugExcitatory =
        [
            values[2] != 0, values[6] != 0, values[10] != 0, values[14] != 0,
        ],
        EnableDebugInhibitory =
        [
            values[3] != 0, values[7] != 0, values[11] != 0, values[15] != 0,
        ],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.RequireCount("ColumnCurrentQuad.enable_synaptic_current_excitatory", EnableSynapticCurrentExcitatory, 4);
        values[0] = EnableSynapticCurrentExcitatory[0] ? 1 : 0;
        values[4] = EnableSynapticCurrentExcitatory[1] ? 1 : 0;
        values[8] = EnableSynapticCurrentExcitatory[2] ? 1 : 0;
        values[12] = EnableSynapticCurrentExcitatory[3] ? 1 : 0;
        RegisterArray.RequireCount("ColumnCurrentQuad.enable_synaptic_current_inhibitory", EnableSynapticCurrentInhibitory, 4);
        values[1] = EnableSynapticCurrentInhibitory[0] ? 1 : 0;
        values[5] = EnableSynapticCurrentInhibitory[1] ? 1 : 0;
        values[9] = EnableSynapticCurrentInhibitory[2] ? 1 : 0;
        values[13] = EnableSynapticCurrentInhibitory[3] ? 1 : 0;
        RegisterArray.RequireCount("ColumnCurrentQuad.enable_debug_excitatory", EnableDebugExcitatory, 4);
        values[2] = EnableDebugExcitatory[0] ? 1 : 0;
        values[6] = EnableDebugExcitatory[1] ? 1 : 0;
        values[10] = EnableDebugExcitatory[2] ? 1 : 0;
        values[14] = EnableDebugExcitatory[3] ? 1 : 0;
        RegisterArray.RequireCount("ColumnCurrentQuad.enable_debug_inhibitory", EnableDebugInhibitory, 4);
        values[3] = EnableDebugInhibitory[0] ? 1 : 0;
        values[7] = EnableDebugInhibitory[1] ? 1 : 0;
        values[11] = EnableDebugInhibitory[2] ? 1 : 0;
        values[15] = EnableDebugInhibitory[3] ? 1 : 0;
    }

    /// <summary>Same field values.</summary>
    public bool Equals(ColumnCurrentQuad? other) => RegisterAccess.SameFields<ColumnCurrentQuad, ColumnQuad>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<ColumnCurrentQuad, ColumnQuad>(this);
}
