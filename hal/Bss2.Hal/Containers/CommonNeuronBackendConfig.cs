using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Clocks and event registers of a backend block.</summary>
/// <remarks>Source: haldls neuron.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CommonNeuronBackendConfig :
    IOmnibusWritable<CommonNeuronBackendConfig, NeuronBackendBlock>,
    IOmnibusReadable<CommonNeuronBackendConfig, NeuronBackendBlock>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CommonNeuronBackendConfig", 2,
    [
        new("en_event_regs", 0, 1, 1, true, FieldCoding.Plain, [new(0, 0, 1)]),
        new("force_reset", 0, 1, 0, true, FieldCoding.Plain, [new(0, 1, 1)]),
        new("en_clocks", 0, 1, 1, true, FieldCoding.Plain, [new(0, 2, 1)]),
        new("clock_scale_slow", 0, 15, 0, false, FieldCoding.Plain, [new(0, 4, 4)]),
        new("clock_scale_fast", 0, 15, 0, false, FieldCoding.Plain, [new(0, 8, 4)]),
        new("sample_pos_edge[0]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 12, 1)]),
        new("sample_pos_edge[1]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 13, 1)]),
        new("sample_pos_edge[2]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 14, 1)]),
        new("sample_pos_edge[3]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 15, 1)]),
        new("clock_scale_adapt_pulse", 0, 15, 0, false, FieldCoding.Plain, [new(0, 16, 4)]),
        new("clock_scale_post_pulse", 0, 15, 0, false, FieldCoding.Plain, [new(0, 20, 4)]),
        new("wait_global_post_pulse", 0, 255, 1, false, FieldCoding.Plain, [new(1, 0, 8)]),
        new("wait_spike_counter_reset", 0, 255, 4, false, FieldCoding.Plain, [new(1, 8, 8)]),
        new("wait_spike_counter_read", 0, 255, 112, false, FieldCoding.Plain, [new(1, 16, 8)]),
        new("wait_fire_neuron", 0, 255, 4, false, FieldCoding.Plain, [new(1, 24, 8)]),
    ]);

    /// <summary>en_event_regs.</summary>
    public bool EnEventRegs { get; init; } = true;

    /// <summary>force_reset.</summary>
    public bool ForceReset { get; init; }

    /// <summary>en_clocks.</summary>
    public bool EnClocks { get; init; } = true;

    /// <summary>clock_scale_slow, 0..15.</summary>
    public int ClockScaleSlow { get; init; }

    /// <summary>clock_scale_fast, 0..15.</summary>
    public int ClockScaleFast { get; init; }

    /// <summary>sample_pos_edge, 4 values.</summary>
    public IReadOnlyList<bool> SamplePosEdge { get; init; } = [true, true, true, true];

    /// <summary>clock_scale_adapt_pulse, 0..15.</summary>
    public int ClockScaleAdaptPulse { get; init; }

    /// <summary>clock_scale_post_pulse, 0..15.</summary>
    public int ClockScalePostPulse { get; init; }

    /// <summary>wait_global_post_pulse, 0..255.</summary>
    public int WaitGlobalPostPulse { get; init; } = 1;

    /// <summary>wait_spike_counter_reset, 0..255.</summary>
    public int WaitSpikeCounterReset { get; init; } = 4;

    /// <summary>wait_spike_counter_read, 0..255.</summary>
    public int WaitSpikeCounterRead { get; init; } = 112;

    /// <summary>wait_fire_neuron, 0..255.</summary>
    public int WaitFireNeuron { get; init; } = 4;

    /// <inheritdoc/>
    public static void GetAddresses(NeuronBackendBlock coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x001A_1800u + 0x8000u * (uint)coordinate.Value;
        addresses[1] = 0x001A_1800u + 0x8000u * (uint)coordinate.Value + 1;
    }

    /// <inheritdoc/>
    public static CommonNeuronBackendConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        EnEventRegs = values[0] != 0,
        ForceReset = values[1] != 0,
        EnClocks = values[2] != 0,
        ClockScaleSlow = (int)values[3],
        ClockScaleFast = (int)values[4],
        SamplePosEdge =
        [
            values[5] != 0, values[6] != 0, values[7] != 0, values[8] != 0,
        ],
        ClockScaleAdaptPulse = (int)values[9],
        ClockScalePostPulse = (int)values[10],
        WaitGlobalPostPulse = (int)values[11],
        WaitSpikeCounterReset = (int)values[12],
        WaitSpikeCounterRead = (int)values[13],
        WaitFireNeuron = (int)values[14],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = EnEventRegs ? 1 : 0;
        values[1] = ForceReset ? 1 : 0;
        values[2] = EnClocks ? 1 : 0;
        values[3] = ClockScaleSlow;
        values[4] = ClockScaleFast;
        RegisterArray.RequireCount("CommonNeuronBackendConfig.sample_pos_edge", SamplePosEdge, 4);
        values[5] = SamplePosEdge[0] ? 1 : 0;
        values[6] = SamplePosEdge[1] ? 1 : 0;
        values[7] = SamplePosEdge[2] ? 1 : 0;
        values[8] = SamplePosEdge[3] ? 1 : 0;
        values[9] = ClockScaleAdaptPulse;
        values[10] = ClockScalePostPulse;
        values[11] = WaitGlobalPostPulse;
        values[12] = WaitSpikeCounterReset;
        values[13] = WaitSpikeCounterRead;
        values[14] = WaitFireNeuron;
    }

    /// <summary>Same field values.</summary>
    public bool Equals(CommonNeuronBackendConfig? other) =>
        RegisterAccess.SameFields<CommonNeuronBackendConfig, NeuronBackendBlock>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<CommonNeuronBackendConfig, NeuronBackendBlock>(this);
}
