namespace Bss2.Emulator.Digital;

/// <summary>
/// Every field of chip and FPGA that holds what it is given and has no effect here. What is not listed acts, or is plain memory (processor
/// programs, routes): a test goes through all fields of all containers and knows which.
/// </summary>
/// <remarks>Register-map 3 to 12 for places and defaults. Wait states and SRAM timings are among them: any value works here.</remarks>
internal static class IgnoredFields
{
    private static readonly (string Block, int Words, IgnoredField[] Fields)[] s_blocks =
    [
        ("neuron configuration", 8, [Switch("NeuronConfig", "en_strong_fire", 2, 6)]),
        ("neuron backend", 4,
        [
            Switch("NeuronBackendConfig", "en_bayesian_extension", 2, 7, 1), Switch("NeuronBackendConfig", "en_1_bayesian", 3, 6),
            Switch("NeuronBackendConfig", "en_0_bayesian", 3, 7),
        ]),
        ("common neuron backend", 2,
        [
            .. Array4("CommonNeuronBackendConfig", "sample_pos_edge", 0, [12, 13, 14, 15], 1, 1),
            Number("CommonNeuronBackendConfig", "clock_scale_post_pulse", 0, 20, 4, 0),
            Number("CommonNeuronBackendConfig", "wait_global_post_pulse", 1, 0, 8, 1),
            Number("CommonNeuronBackendConfig", "wait_spike_counter_reset", 1, 8, 8, 4),
            Number("CommonNeuronBackendConfig", "wait_spike_counter_read", 1, 16, 8, 112),
            Number("CommonNeuronBackendConfig", "wait_fire_neuron", 1, 24, 8, 4),
        ]),
        ("neuron SRAM timing", 2, Timing("NeuronSRAMTimingConfig", 255)),
        ("neuron backend SRAM timing", 2, Timing("NeuronBackendSRAMTimingConfig", 255)),
        ("synapse driver SRAM timing", 2, Timing("SynapseDriverSRAMTimingConfig", 192)),
        ("CADC offset SRAM timing east", 2, Timing("CADCOffsetSRAMTimingConfig", 255)),
        ("CADC offset SRAM timing west", 2, Timing("CADCOffsetSRAMTimingConfig", 255)),
        ("CapMem SRAM timing", 2,
        [
            Number("CapMemSRAMTimingConfig", "read_delay", 0, 0, 8, 8) with { IsConverted = true },
            Number("CapMemSRAMTimingConfig", "address_setup_time", 1, 0, 4, 1) with { IsConverted = true },
            Number("CapMemSRAMTimingConfig", "write_width", 1, 4, 4, 1) with { IsConverted = true },
        ]),
        ("column debug currents", 1,
        [
            .. Array4("ColumnCurrentQuad", "switches.enable_debug_excitatory", 0, [24, 16, 8, 0], 1, 0),
            .. Array4("ColumnCurrentQuad", "switches.enable_debug_inhibitory", 0, [25, 17, 9, 1], 1, 0),
        ]),
        ("synram control", 3,
        [
            Number("CommonSynramConfig", "pc_conf_west", 0, 0, 4, 8), Number("CommonSynramConfig", "pc_conf_east", 0, 4, 4, 8),
            Number("CommonSynramConfig", "w_conf_west", 1, 0, 8, 3), Number("CommonSynramConfig", "w_conf_east", 1, 8, 8, 3),
            Number("CommonSynramConfig", "wait_ctr_clear", 2, 0, 3, 4),
        ]),
        ("correlation configuration", 4,
        [
            Number("CommonCorrelationConfig", "sense_delay", 0, 0, 12, 1),
            Number("CommonCorrelationConfig", "reset_duration", 1, 0, 12, 200),
            Number("CommonCorrelationConfig", "reset_fall_time", 2, 0, 12, 5), Switch("CommonCorrelationConfig", "reset_mode", 3, 0),
        ]),
        ("synapse bias selection", 1,
        [
            .. Array4("SynapseBiasSelection", "int_dac_bias", 0, [7, 3, 15, 11], 1, 1),
            .. Array4("SynapseBiasSelection", "int_ramp_bias", 0, [6, 2, 14, 10], 1, 1),
            .. Array4("SynapseBiasSelection", "int_store_bias", 0, [5, 1, 13, 9], 1, 1),
            .. Array4("SynapseBiasSelection", "int_output_bias", 0, [4, 0, 12, 8], 1, 1),
        ]),
        ("synapse drivers", 4,
        [
            Switch("SynapseDriverConfig", "en_readout", 2, 1), Switch("SynapseDriverConfig", "en_renewing", 2, 2),
            // Stored inverted.
            new("SynapseDriverConfig", "en_charge_sharing", 2, 6, 1, 1),
        ]),
        ("CapMem configuration", 10, CapMem()),
        ("reference generator", 9, ReferenceGenerator()),
        ("crossbar output configuration", 1, Array4("CrossbarOutputConfig", "enable_slow", 0, [0, 1, 2, 3], 1, 0)),
        ("MADC control", 1, [Switch("MADCControl", "enable_iconv_amplifier", 0, 6)]),
        ("MADC configuration", 10, Madc()),
        ("current DAC", 1,
        [
            // Binary and thermometer bits of one number.
            Number("CurrentDAC", "current", 0, 0, 6, 0), Switch("CurrentDAC", "sign", 0, 6), Switch("CurrentDAC", "enable_current", 0, 7),
            Number("CurrentDAC", "current", 0, 8, 3, 0), Switch("CurrentDAC", "connect_neuron[0]", 0, 11),
            Switch("CurrentDAC", "connect_neuron[1]", 0, 12), Switch("CurrentDAC", "connect_synapse[0]", 0, 13),
            Switch("CurrentDAC", "connect_synapse[1]", 0, 14),
        ]),
        ("readout source selection", 2, [.. ReadoutSources(0), .. ReadoutSources(1)]),
        ("pad multiplexers", 2, PadMultiplexer()),
        ("PPU control", 1,
        [
            Switch("PPUControlRegister", "force_clock_on", 0, 1), Switch("PPUControlRegister", "force_clock_off", 0, 2),
            Switch("PPUControlRegister", "cache_controller_enable", 0, 3),
        ]),
        ("PLL", ClockTree.Registers, [.. Adpll(0), .. Adpll(2), Switch("PLLClockOutputBlock", "switch_spl1_to_madc", 4, 31)]),
        (PhyBlock, 1, Phy("PhyConfigFPGA")),
        (ChipPhyBlock, 1, Phy("PhyConfigChip")),
        ("systime: retries", 1, [Number("FPGASystimeSyncNumRetries", "value", 0, 0, 4, 3)]),
    ];

    private const string PhyBlock = "PHY configuration";

    /// <summary>Name under which the fields of PhyConfigChip are found: it has no Omnibus address.</summary>
    public const string ChipPhyBlock = "PHY configuration over JTAG";

    private static readonly Dictionary<string, (int Words, IgnoredField[] Fields)> s_byBlock =
        s_blocks.ToDictionary(entry => entry.Block, entry => (entry.Words, entry.Fields));

    /// <summary>All of them, some in several places.</summary>
    public static IEnumerable<IgnoredField> All => s_blocks.SelectMany(entry => entry.Fields);

    /// <summary>Fields of a block and the number of words of its elements; null if all of it acts or is memory.</summary>
    /// <param name="block">Its name; what follows a comma says which of several alike.</param>
    public static (int Words, IgnoredField[] Fields)? Of(string block)
    {
        int comma = block.IndexOf(',');
        return s_byBlock.TryGetValue(comma < 0 ? block : block[..comma], out (int, IgnoredField[]) found) ? found : null;
    }

    private static IgnoredField Switch(string container, string name, int word, int bit, uint neutral = 0) =>
        new(container, name, word, bit, 1, neutral);

    private static IgnoredField Number(string container, string name, int word, int lsb, int width, uint neutral) =>
        new(container, name, word, lsb, width, neutral);

    // Elements of an array; the index goes behind the first part of a name with a dot.
    private static IgnoredField[] Array4(string container, string name, int word, int[] bits, int width, uint neutral)
    {
        int dot = name.IndexOf('.');
        return [.. bits.Select((lsb, k) =>
            new IgnoredField(container, dot < 0 ? $"{name}[{k}]" : $"{name[..dot]}[{k}]{name[dot..]}", word, lsb, width, neutral))];
    }

    private static IgnoredField[] Timing(string container, uint readDelay) =>
    [
        Number(container, "read_delay", 0, 0, 8, readDelay), Number(container, "address_setup_time", 1, 0, 4, 15),
        Number(container, "write_width", 1, 4, 4, 15),
    ];

    private static IgnoredField[] CapMem()
    {
        const string name = "CapMemBlockConfig";
        return
        [
            Number(name, "debug_v_ref_select", 2, 0, 2, 0), Number(name, "v_global_bias", 3, 0, 4, 7),
            Number(name, "debug_level_shifter_bias", 3, 4, 4, 3), Number(name, "debug_source_follower_bias", 3, 8, 4, 3),
            Number(name, "current_cell_res", 4, 0, 6, 8), Number(name, "debug_i_out_select", 5, 0, 2, 0),
            Number(name, "sub_counter", 6, 0, 16, 16), Switch(name, "enable_boost", 6, 17), Switch(name, "enable_autoboost", 6, 18),
            Number(name, "prescale_ramp", 6, 20, 4, 3), Number(name, "prescale_pause", 6, 24, 4, 3),
            Number(name, "boost_factor", 6, 28, 4, 0),
            Number(name, "pulse_b", 7, 0, 16, 7), Number(name, "pulse_a", 7, 16, 16, 4), Number(name, "boost_b", 8, 0, 16, 0),
            Number(name, "boost_a", 8, 16, 16, 0), Number(name, "pause_counter", 9, 0, 32, 8096),
        ];
    }

    private static IgnoredField[] ReferenceGenerator()
    {
        const string name = "ReferenceGeneratorConfig";
        static IgnoredField Nth(string field, int first, int k, uint neutral) =>
            Number(name, $"{field}[{k}]", first + k / 2, 6 * (k % 2), 6, neutral);
        return
        [
            Switch(name, "enable_reference_output", 0, 13), Switch(name, "enable_reference_input", 0, 14),
            Number(name, "reference_control", 1, 6, 6, 10), Number(name, "resistor_control", 2, 0, 6, 40),
            .. Enumerable.Range(0, 4).SelectMany(k => (IgnoredField[])
                [Nth("capmem_amplifier", 3, k, 40), Nth("capmem_offset", 5, k, 1), Nth("capmem_slope", 7, k, 11)]),
        ];
    }

    private static IgnoredField[] Madc()
    {
        const string name = "MADCConfig";
        return
        [
            Switch(name, "enable_sar_reset_on_fall", 0, 11), Number(name, "sar_reset_wait", 0, 12, 2, 3),
            Number(name, "sar_reset_length", 0, 14, 2, 0),
            Number(name, "conversion_cycles_offset", 1, 12, 4, 12), Number(name, "calibration_wait_value", 2, 0, 10, 0),
            Switch(name, "enable_calibration", 2, 15), Number(name, "preamp_sampling_window_start", 4, 0, 5, 3),
            Number(name, "preamp_sampling_window_end", 4, 5, 5, 8), Number(name, "iconv_sampling_window_start", 5, 0, 5, 9),
            Number(name, "iconv_sampling_window_end", 5, 5, 5, 14), Switch(name, "sample_on_positive_edge", 6, 0, 1),
            Switch(name, "enable_dummy_data", 6, 1), Switch(name, "connect_pads_to_madc", 7, 1),
            Switch(name, "connect_preamp_to_pads", 7, 2),
            Number(name, "preamp_gain_capacitor_size", 7, 3, 5, 31), Switch(name, "enable_pseudo_differential_reference[0]", 9, 1),
            Switch(name, "enable_pseudo_differential_reference[1]", 9, 2), Switch(name, "signal_selection_connect_current_meter", 9, 3),
            Switch(name, "signal_selection_connect_debug", 9, 5), Switch(name, "enable_iconv_amplifier", 9, 7),
            Switch(name, "connect_iconv_neuron[0]", 9, 8), Switch(name, "connect_iconv_neuron[1]", 9, 9),
            Switch(name, "connect_iconv_synapse[1]", 9, 10), Switch(name, "connect_iconv_synapse[0]", 9, 11),
        ];
    }

    private static IEnumerable<IgnoredField> ReadoutSources(int buffer)
    {
        string[] names = ["debug_plus", "debug_minus", "current_dac", "synin_debug_inhibitory", "synin_debug_excitatory",
            "cadc_debug_causal", "cadc_debug_acausal", "synapse_driver_debug[0]", "synapse_driver_debug[1]"];
        return names.Select((name, bit) => Switch("ReadoutSourceSelection", $"buffers[{buffer}].{name}", buffer, bit));
    }

    private static IgnoredField[] PadMultiplexer()
    {
        const string name = "PadMultiplexerConfig";
        return
        [
            .. Array4(name, "cadc_v_ramp_mux", 0, [3, 2, 1, 0], 1, 0), Switch(name, "cadc_v_ramp_mux_to_pad", 0, 4),
            .. Array4(name, "capmem_i_out_mux", 0, [8, 7, 6, 5], 1, 0), Switch(name, "capmem_i_out_mux_to_inter", 0, 9),
            .. Array4(name, "capmem_v_ref_mux", 1, [3, 2, 1, 0], 1, 0), Switch(name, "capmem_v_ref_mux_to_inter", 1, 4),
            Switch(name, "neuron_i_stim_mux[0]", 1, 5), Switch(name, "neuron_i_stim_mux[1]", 1, 6),
            Switch(name, "synin_debug_inhibitory_to_inter", 1, 9), Switch(name, "synin_debug_excitatory_to_inter", 1, 10),
            Switch(name, "debug_to_pad", 1, 14), Switch(name, "neuron_i_stim_mux_to_pad", 1, 15),
        ];
    }

    private static IEnumerable<IgnoredField> Adpll(int first)
    {
        const string name = "ADPLL";
        return
        [
            Number(name, "loop_filter_int", first, 0, 5, 2), Number(name, "loop_filter_prop", first, 5, 5, 8),
            Number(name, "tune", first + 1, 0, 12, 512), Number(name, "dco_power_switch", first + 1, 12, 6, 63),
            Switch(name, "open_lock", first + 1, 18), Switch(name, "enforce_lock", first + 1, 19, 1),
            Switch(name, "pfd_select", first + 1, 20), Switch(name, "lock_window", first + 1, 21), Number(name, "filter_shift", first + 1, 22, 2, 3),
        ];
    }

    private static IgnoredField[] Phy(string name) =>
    [
        Switch(name, "enable_bit_slip", 0, 0), Number(name, "manual_delay", 0, 1, 4, 0),
        Switch(name, "enable_delay_cell_measurement", 0, 5), Switch(name, "enable_manual_tx_data_valid_for_init", 0, 7),
        Switch(name, "enable_force_lvds_power_up", 0, 8), Switch(name, "enable_force_start", 0, 9),
        Switch(name, "enable_manual_training_mode", 0, 10), Switch(name, "enable_ber_loopback", 0, 11), Number(name, "vbias", 0, 12, 3, 4),
        Switch(name, "debug_outputs", 0, 15), Switch(name, "enable_transmission_without_idle_pattern", 0, 17),
        Switch(name, "enable_clock_pre_alignment", 0, 18), Switch(name, "enable_des_recal", 0, 19), Switch(name, "enable_loopback_en", 0, 20),
    ];
}
