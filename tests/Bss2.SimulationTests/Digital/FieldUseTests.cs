using System.Text.RegularExpressions;
using Bss2.Emulator;
using Bss2.Emulator.Digital;
using Bss2.Hal.Containers;
using Bss2.Hal.Playback;
using Bss2.Hal.Registers;
using Bss2.Runtime.BringUp;

namespace Bss2.SimulationTests.Digital;

/// <summary>
/// No switch is silently ignored: every field of every container that can be written either acts, is plain memory, or is counted by name
/// as soon as it differs from its default. A new container or field fails here until it is one of these.
/// </summary>
public sealed partial class FieldUseTests
{
    // Fields that do here what they do on a chip; indices left out.
    private static readonly Dictionary<string, string> s_acting = new()
    {
        ["NeuronConfig"] = "en_comp_cond_div en_comp_cond_mul connect_soma connect_membrane_right en_comp_cond connect_bottom connect_somata "
            + "en_fire en_thresh_comp en_synin_inh en_synin_exc en_synin_inh_coba en_synin_exc_coba en_synin_inh_small_cap en_synin_exc_small_cap "
            + "en_synin_inh_high_res en_synin_exc_high_res en_byp_inh en_byp_exc en_mem_off invert_current mem_cap_size invert_adapt_a "
            + "invert_adapt_b en_adapt en_exp en_unbuf_access en_readout_amp readout_select en_readout en_reset_deg en_reset_div en_reset_mul "
            + "en_leak_deg en_leak_div en_leak_mul en_pause",
        ["NeuronBackendConfig"] = "address_out reset_holdoff refractory_time post_overwrite select_input_clock en_adapt_pulse en_neuron_slave "
            + "connect_fire_bottom connect_fire_from_right connect_fire_to_right en_spike_out en_neuron_master",
        ["CommonNeuronBackendConfig"] = "en_event_regs force_reset en_clocks clock_scale_slow clock_scale_fast clock_scale_adapt_pulse",
        ["SynapseQuad"] = "weights labels time_calibs amp_calibs",
        ["SynapseWeightQuad"] = "values",
        ["SynapseLabelQuad"] = "values",
        ["SynapseCorrelationCalibQuad"] = "time_calibs amp_calibs",
        ["ColumnCorrelationQuad"] = "switches.enable_internal_causal switches.enable_internal_acausal switches.enable_debug_causal "
            + "switches.enable_debug_acausal switches.enable_cadc_neuron_readout_causal switches.enable_cadc_neuron_readout_acausal",
        ["ColumnCurrentQuad"] = "switches.enable_synaptic_current_excitatory switches.enable_synaptic_current_inhibitory",
        ["CommonCorrelationConfig"] = "cadc_v_offset_assignment",
        ["SynapseDriverConfig"] = "en_receiver row_address_compare_mask en_address_out utilization offset en_hagen_dac recovery row_mode_bottom "
            + "row_mode_top hagen_dac_offset select_target_voltages en_hagen_modulation en_stp en_recovery",
        ["PADIEvent"] = "fire_bus event_address row_select_address",
        ["CommonPADIBusConfig"] = "enable_spl1 enable_extended_timing dacen_pulse_extension",
        ["CommonSTPConfig"] = "enable_recovery_clock recovery_clock_speed",
        ["CapMemCell"] = "value",
        ["CapMemBlockConfig"] = "debug_row_hotbit debug_column debug_out_amp_bias enable_capmem",
        ["ReferenceGeneratorConfig"] = "enable_internal_reference enable_reset",
        ["CrossbarNode"] = "mask target enable_drop_counter",
        ["CrossbarOutputConfig"] = "enable_event_counter",
        ["BackgroundSpikeSource"] = "enable enable_random period rate seed mask neuron_label",
        ["CADCConfig"] = "enable reset_wait dead_time",
        ["CADCChannelConfig"] = "offset",
        ["MADCControl"] = "enable_pre_amplifier enable_continuous_sampling enable_power_down_after_sampling stop_recording start_recording wake_up",
        ["MADCConfig"] = "active_mux_initially_selected_input active_mux_input_select_length sample_duration_adjust powerup_wait_value "
            + "number_of_samples connect_preamp_to_madc enable_madc_clock_scaling madc_clock_scale_value enable_active_mux_amplifiers "
            + "signal_selection_connect_active_mux signal_selection_connect_preamp",
        ["ReadoutSourceSelection"] = "buffers.neuron_odd buffers.neuron_even enable_buffer_to_pad",
        ["PadMultiplexerConfig"] = "capmem_inter_mux_to_pad capmem_v_out_mux capmem_v_out_mux_to_inter cadc_debug_acausal_to_inter "
            + "cadc_debug_causal_to_inter synapse_inter_mux_to_pad buffer_to_pad",
        ["PPUControlRegister"] = "inhibit_reset",
        ["ADPLL"] = "loop_div_n core_div_m0 core_div_m1 pre_div_p0 pre_div_p1 pre_div_p2 enable_output_clock enable use_external_config",
        ["PLLClockOutputBlock"] = "output.enable_output output.enable_bypass output.adpll output.adpll_output",
        ["PLLSelfTest"] = "clock_enable pre_scaler_p select_source check_range check_value",
        ["ResetChip"] = "value",
        ["JTAGClockScaler"] = "value",
        ["CommonPhyConfigChip"] = "enable_phy",
        ["CommonPhyConfigFPGA"] = "enable_phy",
        ["PhyConfigChip"] = "enable_initialization_master_mode enable_auto_init",
        ["PhyConfigFPGA"] = "enable_initialization_master_mode enable_auto_init",
        ["SystimeSyncBase"] = "value",
        ["SystimeSync"] = "do_sync",
        ["SpikePack1ToChip"] = "labels",
        ["SpikePack2ToChip"] = "labels",
        ["SpikePack3ToChip"] = "labels",
        ["EventRecordingConfig"] = "enable_event_recording",
        ["InstructionTimeoutConfig"] = "value",
        ["SystimeCorrectionBarrierConfig"] = "enable_interrupt",
        ["PollingOmnibusBlockConfig"] = "address mask target",
        ["PerfTest"] = "enable",
        ["SpikeIOConfig"] = "data_rate_scaler enable_internal_loopback",
        ["SpikeIOInputRoute"] = "target",
        ["SpikeIOOutputRoute"] = "target",
    };

    // What nothing here reads by itself: programs and data of a processor that does not run, a label that is nothing without its enable
    // bit, and the board's devices, which have tests of their own.
    private static readonly Dictionary<string, string> s_memory = new()
    {
        ["PPUMemoryWord"] = "value",
        ["ExternalPPUMemoryByte"] = "value",
        ["ExternalPPUMemoryQuad"] = "quad enables",
        ["ExternalPPUDRAMMemoryByte"] = "value",
        ["ExternalPPUDRAMMemoryQuad"] = "quad enables",
        ["Timer"] = "value",
        ["OutputRoutingTableEntry"] = "label",
        ["InputRoutingTableEntry"] = "label",
    };

    // Counted by name at the FPGA, each with words of its own.
    private static readonly Dictionary<string, string> s_counted = new()
    {
        ["SpikeIOConfig"] = "enable_tx enable_rx",
        ["OutputRoutingTableEntry"] = "enable",
        ["InputRoutingTableEntry"] = "enable",
    };

    // Settings that would end the session that checks them.
    private static readonly string[] s_dangerous =
    [
        "ADPLL", "PLLClockOutputBlock", "CommonPhyConfigChip", "CommonPhyConfigFPGA", "PhyConfigChip", "PhyConfigFPGA", "ResetChip",
        "JTAGClockScaler", "InstructionTimeoutConfig", "SystimeCorrectionBarrierConfig", "PPUControlRegister", "SystimeSync",
    ];

    public static TheoryData<string> Containers =>
        [.. ContainerCatalogue.All.Where(entry => entry.WriteTransports != RegisterTransports.None && !IsOfBoard(entry))
            .Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Containers))]
    public async Task Every_field_acts_or_is_memory_or_is_counted_when_it_leaves_its_default(string name)
    {
        ContainerEntry entry = ContainerCatalogue.Find(name)!;
        string[] ignored = [.. IgnoredFields.All.Where(field => field.Container == name).Select(field => field.Name)];
        Assert.All(ignored, field => Assert.Contains(field, entry.Layout.Fields.Select(f => f.Name)));
        await using EmulatorExecutor chip = await PowerUp();
        for (int f = 0; f < entry.Layout.Fields.Count; f++)
        {
            RegisterField field = entry.Layout.Fields[f];
            bool isIgnored = ignored.Contains(field.Name), isCounted = IsIn(s_counted, name, field);
            bool isKnown = IsIn(s_acting, name, field) || IsIn(s_memory, name, field);
            Assert.True((isIgnored ? 1 : 0) + (isCounted ? 1 : 0) + (isKnown ? 1 : 0) == 1,
                $"{name}.{field.Name} acts, or is memory, or is counted when it leaves its default? It must be one of these.");
            if (field.IsAccessOption || (isKnown && s_dangerous.Contains(name)))
            {
                continue;
            }
            long[] values = [.. entry.Layout.Fields.Select(each => each.Default)];
            values[f] += values[f] < field.Maximum ? 1 : -1;
            long before = Ignored(chip).Sum(each => each.Count);
            await Write(chip, entry, values);
            Assert.Equal(isIgnored || isCounted ? before + 1 : before, Ignored(chip).Sum(each => each.Count));
            Assert.Equal(isIgnored, Ignored(chip).Any(each => each.Name.StartsWith($"{name}.{field.Name} ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Defaults_and_bring_up_are_never_counted_and_strict_ends_a_program_that_asks_for_more()
    {
        await using EmulatorExecutor chip = await PowerUp();
        foreach (ContainerEntry entry in ContainerCatalogue.All.Where(e => e.WriteTransports != RegisterTransports.None && !IsOfBoard(e)
            && !s_dangerous.Contains(e.Name)))
        {
            await Write(chip, entry, [.. entry.Layout.Fields.Select(each => each.Default)]);
        }
        Assert.Empty(Ignored(chip));

        await using var strict = new EmulatorExecutor(new() { Strict = true });
        await strict.ExecuteAsync(SystemInit.Program(new()), TestContext.Current.CancellationToken);
        ContainerEntry driver = ContainerCatalogue.Find("SynapseDriverConfig")!;
        long[] renewing = [.. driver.Layout.Fields.Select(field => field.Name == "en_renewing" ? 1 : field.Default)];
        NotEmulatedException refused = await Assert.ThrowsAsync<NotEmulatedException>(() => Write(strict, driver, renewing, coordinate: 130));
        Assert.Contains("SynapseDriverConfig.en_renewing", refused.Message, StringComparison.Ordinal);
        Assert.Contains("synapse drivers, bottom 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Starting_the_plasticity_processor_is_always_refused()
    {
        await using EmulatorExecutor chip = await PowerUp();
        ContainerEntry control = ContainerCatalogue.Find("PPUControlRegister")!;
        long[] run = [.. control.Layout.Fields.Select(field => field.Name == "inhibit_reset" ? 1 : field.Default)];
        NotEmulatedException refused = await Assert.ThrowsAsync<NotEmulatedException>(() => Write(chip, control, run));
        Assert.Contains("starts the plasticity processor", refused.Message, StringComparison.Ordinal);
    }

    private static bool IsOfBoard(ContainerEntry entry) =>
        ContainerCatalogue.Groups.Single(group => group.Name == "Board").Containers.Contains(entry);

    private static bool IsIn(Dictionary<string, string> table, string container, RegisterField field) =>
        table.TryGetValue(container, out string? fields) && fields.Split(' ').Contains(Index().Replace(field.Name, ""));

    private static IEnumerable<EmulatorDiagnostic> Ignored(EmulatorExecutor chip) =>
        chip.Diagnostics.Entries.Where(entry => entry.Kind == EmulatorDiagnosticKind.Ignored);

    private static async Task<EmulatorExecutor> PowerUp()
    {
        var chip = new EmulatorExecutor(new());
        await chip.ExecuteAsync(SystemInit.Program(new()), TestContext.Current.CancellationToken);
        return chip;
    }

    private static async Task Write(EmulatorExecutor chip, ContainerEntry entry, long[] values, int coordinate = 0)
    {
        var builder = new PlaybackProgramBuilder();
        entry.AppendWrite(values, coordinate, entry.UsualWrite, builder);
        await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus | Barriers.Jtag).Build(), TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}
