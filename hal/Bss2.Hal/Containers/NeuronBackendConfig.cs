using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Digital backend of a neuron.</summary>
/// <remarks>Source: haldls:include/haldls/vx/neuron.tcc; register-map.md. Names are those of the reference stack.</remarks>
public sealed record NeuronBackendConfig :
    IOmnibusWritable<NeuronBackendConfig, NeuronBackend>, IOmnibusReadable<NeuronBackendConfig, NeuronBackend>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("NeuronBackendConfig", 4,
    [
        new("address_out", 0, 255, 0, false, FieldCoding.Plain, [new(0, 0, 6, 2, true), new(1, 4, 2, 0, true)]),
        new("reset_holdoff", 0, 15, 15, false, FieldCoding.Plain, [new(0, 6, 2), new(1, 6, 2, 2)]),
        new("refractory_time", 0, 255, 0, false, FieldCoding.Plain, [new(1, 0, 4, 4, true), new(2, 2, 4, 0, true)]),
        new("post_overwrite", 0, 1, 0, true, FieldCoding.Plain, [new(2, 0, 1)]),
        new("select_input_clock", 0, 1, 0, false, FieldCoding.Plain, [new(2, 1, 1)]),
        new("en_adapt_pulse", 0, 1, 0, true, FieldCoding.Plain, [new(2, 6, 1)]),
        new("en_bayesian_extension", 0, 1, 1, true, FieldCoding.Plain, [new(2, 7, 1)]),
        new("en_neuron_slave", 0, 1, 0, true, FieldCoding.Plain, [new(3, 0, 1)]),
        new("connect_fire_bottom", 0, 1, 0, true, FieldCoding.Plain, [new(3, 1, 1)]),
        new("connect_fire_from_right", 0, 1, 0, true, FieldCoding.Plain, [new(3, 2, 1)]),
        new("connect_fire_to_right", 0, 1, 0, true, FieldCoding.Plain, [new(3, 3, 1)]),
        new("en_spike_out", 0, 1, 0, true, FieldCoding.Plain, [new(3, 4, 1)]),
        new("en_neuron_master", 0, 1, 0, true, FieldCoding.Plain, [new(3, 5, 1)]),
        new("en_0_bayesian", 0, 1, 0, true, FieldCoding.Plain, [new(3, 7, 1)]),
        new("en_1_bayesian", 0, 1, 0, true, FieldCoding.Plain, [new(3, 6, 1)]),
    ]);

    /// <summary>address_out, 0..255.</summary>
    public int AddressOut { get; init; }

    /// <summary>reset_holdoff, 0..15.</summary>
    public int ResetHoldoff { get; init; } = 15;

    /// <summary>refractory_time, 0..255.</summary>
    public int RefractoryTime { get; init; }

    /// <summary>post_overwrite.</summary>
    public bool PostOverwrite { get; init; }

    /// <summary>select_input_clock, 0..1.</summary>
    public int SelectInputClock { get; init; }

    /// <summary>en_adapt_pulse.</summary>
    public bool EnAdaptPulse { get; init; }

    /// <summary>en_bayesian_extension.</summary>
    public bool EnBayesianExtension { get; init; } = true;

    /// <summary>en_neuron_slave.</summary>
    public bool EnNeuronSlave { get; init; }

    /// <summary>connect_fire_bottom.</summary>
    public bool ConnectFireBottom { get; init; }

    /// <summary>connect_fire_from_right.</summary>
    public bool ConnectFireFromRight { get; init; }

    /// <summary>connect_fire_to_right.</summary>
    public bool ConnectFireToRight { get; init; }

    /// <summary>en_spike_out.</summary>
    public bool EnSpikeOut { get; init; }

    /// <summary>en_neuron_master.</summary>
    public bool EnNeuronMaster { get; init; }

    /// <summary>en_0_bayesian.</summary>
    public bool En0Bayesian { get; init; }

    /// <summary>en_1_bayesian.</summary>
    public bool En1Bayesian { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(NeuronBackend coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x001A_1000u + 0x8000u * (uint)coordinate.Block + 4u * (uint)coordinate.IndexInBlock;
        addresses[1] = 0x001A_1000u + 0x8000u * (uint)coordinate.Block + 4u * (uint)coordinate.IndexInBlock + 1;
        addresses[2] = 0x001A_1000u + 0x8000u * (uint)coordinate.Block + 4u * (uint)coordinate.IndexInBlock + 2;
        addresses[3] = 0x001A_1000u + 0x8000u * (uint)coordinate.Block + 4u * (uint)coordinate.IndexInBlock + 3;
    }

    /// <inheritdoc/>
    public static NeuronBackendConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        AddressOut = (int)values[0],
        ResetHoldoff = (int)values[1],
        RefractoryTime = (int)values[2],
        PostOverwrite = values[3] != 0,
        SelectInputClock = (int)values[4],
        EnAdaptPulse = values[5] != 0,
        EnBayesianExtension = values[6] != 0,
        EnNeuronSlave = values[7] != 0,
        ConnectFireBottom = values[8] != 0,
        ConnectFireFromRight = values[9] != 0,
        ConnectFireToRight = values[10] != 0,
        EnSpikeOut = values[11] != 0,
        EnNeuronMaster = values[12] != 0,
        En0Bayesian = values[13] != 0,
        En1Bayesian = values[14] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = AddressOut;
        values[1] = ResetHoldoff;
        values[2] = RefractoryTime;
        values[3] = PostOverwrite ? 1 : 0;
        values[4] = SelectInputClock;
        values[5] = EnAdaptPulse ? 1 : 0;
        values[6] = EnBayesianExtension ? 1 : 0;
        values[7] = EnNeuronSlave ? 1 : 0;
        values[8] = ConnectFireBottom ? 1 : 0;
        values[9] = ConnectFireFromRight ? 1 : 0;
        values[10] = ConnectFireToRight ? 1 : 0;
        values[11] = EnSpikeOut ? 1 : 0;
        values[12] = EnNeuronMaster ? 1 : 0;
        values[13] = En0Bayesian ? 1 : 0;
        values[14] = En1Bayesian ? 1 : 0;
    }
}
