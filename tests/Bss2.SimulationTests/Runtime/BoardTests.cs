using System.Device.I2c;
using Bss2.Emulator;
using Bss2.Emulator.Analog;
using Bss2.Emulator.Board;
using Bss2.Emulator.Digital;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.I2c;
using Bss2.Hal.Playback;
using Bss2.Runtime.Board;
using Bss2.Runtime.BringUp;
using Supplies = Bss2.Runtime.Board.BoardSupplies;

namespace Bss2.SimulationTests.Runtime;

/// <summary>The board: drivers on the bus, power monitors, and what guards the supplies.</summary>
public sealed class BoardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 0.002)]
    [InlineData(3, 0.03)]
    public async Task Rails_draw_about_200_milliwatts_at_rest(int? die, double relative)
    {
        await using var chip = new EmulatorExecutor(new() { Die = die });
        using var board = new BoardMonitor(new PlaybackI2cMaster(chip));
        IReadOnlyList<RailReading> rails = board.ReadRails();
        // Steps of 0.37 mA on six rails of 1.2 and 2.5 V: up to 0.3 % each way on top of the die's spread.
        Assert.InRange(rails.Sum(rail => rail.Watts), 0.2 * (1 - relative - 0.005), 0.2 * (1 + relative + 0.005));
        Assert.Equal([1.2, 2.5, 1.2, 2.5, 1.2, 1.2], rails.Select(rail => Math.Round(rail.Volts, 6)));
        Assert.Equal(36, board.ReadCelsius());
    }

    [Fact]
    public void A_rail_rises_by_the_energy_of_its_events()
    {
        BoardActivity activity = default;
        var devices = new EmulatedBoardDevices(null, 0, () => activity);
        double Amperes(int rail, long cycle)
        {
            devices.I2c((uint)(0x40 + rail), 1, cycle);
            uint high = devices.I2c((uint)(0x40 + rail), null, cycle), low = devices.I2c((uint)(0xC0 + rail), null, cycle);
            return (short)(high << 8 | low) * 10e-6 / 0.027;
        }
        double digital = Amperes(0, 1_000_000), analog = Amperes(2, 1_000_000), madc = Amperes(4, 1_000_000);
        // 1 ms with 50 000 packets of 1 nJ and 5 000 000 synaptic events of 10 pJ: 50 mW each.
        activity = new(5_000_000, 50_000, 0.5e-3);
        Assert.Equal(50e-3 / 1.2, Amperes(0, 1_125_000) - digital, 1e-3);
        Assert.Equal(50e-3 / 1.2, Amperes(2, 1_125_000) - analog, 1e-3);
        // 8 mW for half of the time.
        Assert.Equal(4e-3 / 1.2, Amperes(4, 1_125_000) - madc, 0.4e-3);
    }

    [Fact]
    public async Task Rails_rise_with_the_spike_rate_of_a_program_as_its_events_say()
    {
        await using var chip = new EmulatorExecutor(new());
        await chip.ExecuteAsync(SystemInit.Program(new()), Token);
        using var board = new BoardMonitor(new PlaybackI2cMaster(chip));
        double rest = Sum(board.ReadRails()), before = rest;
        foreach (int period in (int[])[4000, 1000, 100])
        {
            long cycles = chip.FpgaCycles, packets = chip.Statistics.PadiPulses + chip.Statistics.FpgaArrived;
            var builder = new PlaybackProgramBuilder();
            for (int source = 0; source < BackgroundSource.Count; source++)
            {
                builder.Write(new BackgroundSource(source), new BackgroundSpikeSource { Enable = true, Period = period, NeuronLabel = 1 });
            }
            builder.Wait(1_250_000);
            for (int source = 0; source < BackgroundSource.Count; source++)
            {
                builder.Write(new BackgroundSource(source), new BackgroundSpikeSource());
            }
            await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), Token);
            double busy = Sum(board.ReadRails());
            Assert.True(busy > before, $"period {period}: {busy} W after {before} W");
            double perSecond = (chip.Statistics.PadiPulses + chip.Statistics.FpgaArrived - packets) / ((chip.FpgaCycles - cycles) * 8e-9);
            // The monitors' mean begins and ends some bytes on the bus away from the program: 1 ms of 11; a step of a monitor is 0.4 mW.
            Assert.InRange(busy - rest, 0.9 * perSecond * 1e-9 - 1e-3, 1.15 * perSecond * 1e-9 + 1e-3);
            before = busy;
        }
        Assert.True(before - rest > 0.015, $"{before - rest} W");

        static double Sum(IReadOnlyList<RailReading> rails) => rails.Sum(rail => rail.Watts);
    }

    [Fact]
    public void Synaptic_events_are_synapses_whose_driver_row_and_label_match()
    {
        var analog = new AnalogConfiguration();
        analog.SynapseDrivers[4] = new() { EnableReceiver = true, EnableAddressOut = true, CompareMask = 0x1F, BottomExcitatory = true };
        analog.Labels.AsSpan(8 * AnalogConfiguration.Columns, 100).Fill(7);
        analog.Labels.AsSpan(9 * AnalogConfiguration.Columns, 100).Fill(7);
        var counter = new SynapticEventCounter(analog);
        counter.Add(new PadiPulse(0, 0, 0, RowSelect: 1, SynapseLabel: 7));
        Assert.Equal(100, counter.Count);
        counter.Add(new PadiPulse(0, 0, 0, RowSelect: 2, SynapseLabel: 7));
        counter.Add(new PadiPulse(0, 0, 0, RowSelect: 1, SynapseLabel: 8));
        Assert.Equal(100, counter.Count);
    }

    [Theory]
    [InlineData(0xFF9C, -1e-3)]
    [InlineData(0x0064, 1e-3)]
    [InlineData(0xFFFF, -10e-6)]
    public void A_shunt_voltage_has_a_sign(int word, double volts)
    {
        using var device = new BoardI2cDevice(new Answering((byte)(word >> 8), (byte)word), new(Ina219.FirstAddress));
        var monitor = new Ina219(device);
        Assert.Equal(volts, monitor.ReadShuntVolts(), 1e-9);
        Assert.Equal(volts / 0.027, monitor.ReadAmperes(), 1e-6);
    }

    [Fact]
    public async Task A_supply_that_is_switched_off_reads_zero()
    {
        await using var chip = new EmulatorExecutor(new());
        using var board = new BoardMonitor(new PlaybackI2cMaster(chip));
        await chip.ExecuteAsync(new PlaybackProgramBuilder().Write(new ShiftRegister { EnableVdd = [true, true, true, true, false, true] })
            .Write(new TCA9554Config { Output = [true, false, false, false, false, false, false, false] })
            .Barrier(Barriers.Omnibus).Build(), Token);
        IReadOnlyList<RailReading> rails = board.ReadRails();
        Assert.All((PowerRail[])[PowerRail.Vdd12Madc, PowerRail.Vdd25Digital], rail =>
            Assert.Equal((0, 0), (rails[(int)rail].Volts, rails[(int)rail].Amperes)));
        Assert.True(rails[(int)PowerRail.Vdd12Pll].Amperes > 0);
    }

    [Fact]
    public async Task A_setting_outside_its_limits_is_refused_and_nothing_of_the_call_is_written()
    {
        await using var chip = new EmulatorExecutor(new());
        await using var supplies = new Supplies(chip);
        await supplies.SetAsync(new Dictionary<PowerRail, int> { [PowerRail.Vdd12Pll] = 470 }, overrideLimits: false, Token);
        double before = Volts(chip, PowerRail.Vdd12Pll);
        long cycles = chip.FpgaCycles;
        var both = new Dictionary<PowerRail, int> { [PowerRail.Vdd12Pll] = 440, [PowerRail.Vdd12Digital] = 2200 };
        var refusal = await Assert.ThrowsAsync<UnsafeSupplyException>(() => supplies.SetAsync(both, overrideLimits: false, Token).AsTask());
        Assert.Contains("vdd12_digital code 2200 lies outside its safe limits 2050..2130", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(cycles, chip.FpgaCycles);
        Assert.Equal(before, Volts(chip, PowerRail.Vdd12Pll));
        await supplies.SetAsync(both, overrideLimits: true, Token);
        Assert.True(Volts(chip, PowerRail.Vdd12Digital) > 1.208);
    }

    [Fact]
    public async Task Disposal_puts_supplies_back_and_a_dry_run_touches_none()
    {
        await using var chip = new EmulatorExecutor(new());
        await using (var dry = new Supplies(chip, dryRun: true))
        {
            await dry.SetAsync(new Dictionary<PowerRail, int> { [PowerRail.Vdd12Pll] = 470 }, overrideLimits: false, Token);
            Assert.Equal(0, chip.FpgaCycles);
        }
        await using (var supplies = new Supplies(chip))
        {
            await supplies.SetAsync(new Dictionary<PowerRail, int> { [PowerRail.Vdd12Pll] = 400 }, overrideLimits: false, Token);
            Assert.True(Volts(chip, PowerRail.Vdd12Pll) < 1.198);
        }
        Assert.Equal(1.2, Volts(chip, PowerRail.Vdd12Pll), 1e-9);
    }

    [Fact]
    public async Task An_absent_device_is_named_and_both_styles_of_access_give_the_same()
    {
        await using var chip = new EmulatorExecutor(new());
        using var bus = new BoardI2cBus(new PlaybackI2cMaster(chip));
        using I2cDevice absent = bus.CreateDevice(0x33), monitor = bus.CreateDevice(0x40);
        foreach (Action access in (Action[])[() => absent.Write([1]), () => absent.ReadByte(), () => absent.WriteRead([0], new byte[2])])
        {
            IOException failure = Assert.Throws<IOException>(access);
            Assert.Equal(I2cFailure.AddressNack, Assert.IsType<I2cException>(failure.InnerException).Kind);
            Assert.Contains("0x33", failure.Message, StringComparison.Ordinal);
        }
        byte[] joined = new byte[2], apart = new byte[2];
        monitor.WriteRead([0], joined);
        monitor.WriteByte(0);
        monitor.Read(apart);
        Assert.Equal([0x39, 0x9F], joined);
        Assert.Equal(joined, apart);
        monitor.Write([5, 0x12, 0x34]);
        monitor.WriteRead([5], joined);
        Assert.Equal([0x12, 0x34], joined);
        Assert.Throws<InvalidOperationException>(() => bus.CreateDevice(0x40));
    }

    [Fact]
    public async Task Containers_of_the_board_read_back_what_was_written()
    {
        await using var chip = new EmulatorExecutor(new());
        var builder = new PlaybackProgramBuilder();
        var wiper = new AD5252ChannelConfig { Value = 0xA7 };
        var dac = new DAC6573ChannelConfig { Value = 821 };
        var mode = new INA219Config { BusAdcMode = 9, ShuntAdcMode = 12 };
        var branches = new TCA9546ChannelConfig { Status = [true, false, true, false] };
        builder.Write(new PotentiometerChannel(3), wiper).Write(new Dac6573Channel(2), dac).Write(new PowerMonitor(4), mode).Write(branches);
        builder.Barrier(Barriers.Omnibus);
        Ticket<AD5252ChannelConfig> w = builder.Read<AD5252ChannelConfig, PotentiometerChannel>(new(3));
        Ticket<DAC6573ChannelConfig> d = builder.Read<DAC6573ChannelConfig, Dac6573Channel>(new(2));
        Ticket<INA219Config> m = builder.Read<INA219Config, PowerMonitor>(new(4));
        Ticket<TCA9546ChannelConfig> b = builder.Read<TCA9546ChannelConfig, Unique>(default);
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), Token);
        Assert.Equal((wiper, dac, mode, branches), (w.Read(result), d.Read(result), m.Read(result), b.Read(result)));
    }

    private static double Volts(EmulatorExecutor chip, PowerRail rail)
    {
        using var board = new BoardMonitor(new PlaybackI2cMaster(chip));
        return board.ReadRails()[(int)rail].Volts;
    }

    /// <summary>A device that answers the same bytes to every read.</summary>
    private sealed class Answering(params byte[] bytes) : II2cMaster
    {
        public ValueTask TransferAsync(I2cAddress address, ReadOnlyMemory<byte> write, Memory<byte> read, CancellationToken cancellationToken)
        {
            bytes.AsSpan(0, read.Length).CopyTo(read.Span);
            return ValueTask.CompletedTask;
        }
    }
}
