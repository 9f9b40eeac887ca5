using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Hal.Registers;

namespace Bss2.Runtime.BringUp;

/// <summary>The steps that take a board from power-on to a chip whose Omnibus answers, in the order of the reference stack.</summary>
/// <remarks>Source: stadls init_generator; register-map 15, link-and-playback 3.7. init_sequence.json has the messages.</remarks>
public static class SystemInit
{
    // FPGA cycles of 8 ns (stadls init_generator, haldls constants).
    private const uint SupplyCycles = 125_000, ExpanderCycles = 375_000, PotentiometerCycles = 62_500, ResetCycles = 10,
        AfterResetCycles = 100, PhyCycles = 12_500, ReferenceResetCycles = 1000;

    // 12-bit codes of the second DAC's channels (lola dac.cpp): digital and analog supplies, MADC, PLL, two spare ones.
    private static readonly int[] s_supplyCodes = [608, 2090, 608, 1630, 440, 440, 0, 0];

    // Potentiometer wipers in coordinate order (haldls constants).
    private static readonly int[] s_wipers = [0xA7, 0x93, 0xA8, 0xA8, 0xA8, 0xA7];

    /// <summary>The steps, in order.</summary>
    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public static IReadOnlyList<BringUpStep> Steps(BringUpOptions options)
    {
        options.Validate();
        List<BringUpStep> steps = [new("instruction timeout", b => b.Write(new InstructionTimeoutConfig()))];
        steps.AddRange(options.Board == AdapterBoard.Cube ? Cube() : Jboa());
        steps.AddRange(ResetAndClocks());
        if (options.HighSpeedLinks)
        {
            steps.AddRange(Links());
            if (options.Systime)
            {
                steps.AddRange(Systime());
            }
        }
        steps.Add(new("event recording", b => b.Write(new EventRecordingConfig { EnableEventRecording = true })));
        if (options.CapMemReference)
        {
            steps.AddRange(Reference());
        }
        RegisterTransports way = options.HighSpeedLinks ? RegisterTransports.Omnibus : RegisterTransports.OmnibusOverJtag;
        steps.AddRange(Memories(options, way));
        steps.Add(new("final barrier", b => b.Barrier(options.HighSpeedLinks ? Barriers.Omnibus : Barriers.Jtag)));
        return steps;
    }

    /// <summary>All steps as one program.</summary>
    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public static PlaybackProgram Program(BringUpOptions options)
    {
        var builder = new PlaybackProgramBuilder();
        foreach (BringUpStep step in Steps(options))
        {
            step.Append(builder);
        }
        return builder.Build();
    }

    private static IEnumerable<BringUpStep> Cube()
    {
        yield return new("board shift register", b => b.Write(new ShiftRegister()));
        yield return new("board DAC channels", b =>
        {
            for (int i = 0; i < BoardDacChannel.Count; i++)
            {
                int code = i < BoardDacChannel.Count - s_supplyCodes.Length ? 0 : s_supplyCodes[i - (BoardDacChannel.Count - s_supplyCodes.Length)];
                b.Write(new BoardDacChannel(i), new DACChannel { Value = code });
            }
        });
        yield return new("board DAC control", b =>
        {
            for (int i = 0; i < BoardDac.Count; i++)
            {
                b.Write(new BoardDac(i), new DACControl());
            }
        });
        yield return new("supply settling", b => b.Wait(SupplyCycles));
    }

    private static IEnumerable<BringUpStep> Jboa()
    {
        yield return new("board I2C multiplexer", b => b.Write(new TCA9546ChannelConfig { Status = [true, true, true, false] }));
        yield return new("board potentiometers", b =>
        {
            for (int i = 0; i < PotentiometerChannel.Count; i++)
            {
                b.Write(new PotentiometerChannel(i), new AD5252ChannelConfig { Value = s_wipers[i] });
            }
        });
        yield return new("board I/O expander", b => b.Write(new TCA9554Config()));
        yield return new("board barrier", b => b.Barrier(Barriers.Omnibus));
        yield return new("supply settling", b => b.Wait(ExpanderCycles).Wait(PotentiometerCycles));
    }

    private static IEnumerable<BringUpStep> ResetAndClocks()
    {
        yield return new("reset on", b => b.Write(new ResetChip { Value = true }));
        yield return new("reset length", b => b.Wait(ResetCycles));
        yield return new("reset off", b => b.Write(new ResetChip()));
        yield return new("after reset", b => b.Wait(AfterResetCycles));
        yield return new("JTAG clock", b => b.Write(new JTAGClockScaler()));
        yield return new("JTAG reset", b => b.Write(new ResetJTAGTap()));
        for (int i = 0; i < Adpll.Count; i++)
        {
            var pll = new Adpll(i);
            yield return new($"ADPLL {i}", b => b.WriteOver(RegisterTransports.JtagPll, pll, new ADPLL()));
        }
        yield return new("PLL clock outputs", b => b.WriteOver(RegisterTransports.JtagPll, default(Unique), new PLLClockOutputBlock()));
    }

    private static IEnumerable<BringUpStep> Links()
    {
        yield return new("PHYs of the FPGA", b => EachPhy(phy => b.Write(phy, new PhyConfigFPGA())));
        yield return new("PHYs of the chip", b => EachPhy(phy => b.Write(phy, new PhyConfigChip())));
        yield return new("PLL and PHY settling", b => b.WaitUntil(PhyCycles));
        yield return new("PHY enables of the FPGA", b => b.Write(new CommonPhyConfigFPGA()));
        yield return new("PHY enables of the chip", b => b.Write(new CommonPhyConfigChip()));
    }

    private static IEnumerable<BringUpStep> Systime()
    {
        yield return new("system time base", b => b.Write(new SystimeSyncBase()));
        yield return new("links are up", b => b.Barrier(Barriers.Omnibus));
        yield return new("system time", b => b.Write(new SystimeSync()));
        yield return new("system time barrier", b => b.Barrier(Barriers.Systime));
    }

    private static IEnumerable<BringUpStep> Reference()
    {
        yield return new("reference generator reset on", b => b.Write(new ReferenceGeneratorConfig { EnableReset = true }));
        yield return new("reference generator reset length", b => b.Barrier(Barriers.Omnibus).Wait(ReferenceResetCycles));
        yield return new("reference generator reset off", b => b.Write(new ReferenceGeneratorConfig()));
    }

    private static IEnumerable<BringUpStep> Memories(BringUpOptions options, RegisterTransports way)
    {
        yield return new("CapMem SRAM timing", b => Each(CapMemBlock.Count, i => b.WriteOver(way, new CapMemBlock(i), new CapMemSRAMTimingConfig())));
        yield return new("CADC offset SRAM timing",
            b => Each(CadcOffsetBlock.Count, i => b.WriteOver(way, new CadcOffsetBlock(i), new CADCOffsetSRAMTimingConfig())));
        yield return new("synapse driver SRAM timing",
            b => Each(Hemisphere.Count, i => b.WriteOver(way, new Hemisphere(i), new SynapseDriverSRAMTimingConfig())));
        yield return new("neuron SRAM timing",
            b => Each(NeuronConfigBlock.Count, i => b.WriteOver(way, new NeuronConfigBlock(i), new NeuronSRAMTimingConfig())));
        yield return new("neuron backend SRAM timing",
            b => Each(NeuronBackendBlock.Count, i => b.WriteOver(way, new NeuronBackendBlock(i), new NeuronBackendSRAMTimingConfig())));
        yield return new("synapse arrays", b => Each(Hemisphere.Count, i => b.WriteOver(way, new Hemisphere(i), options.Synrams[i])));
    }

    private static void EachPhy(Action<Phy> action) => Each(Phy.Count, i => action(new(i)));

    private static void Each(int count, Action<int> action)
    {
        for (int i = 0; i < count; i++)
        {
            action(i);
        }
    }
}
