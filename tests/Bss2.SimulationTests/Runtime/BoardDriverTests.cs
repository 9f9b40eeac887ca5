using System.Device.Gpio;
using System.Device.I2c;
using System.Device.Spi;
using Bss2.Emulator;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.I2c;
using Bss2.Hal.Playback;
using Bss2.Runtime;
using Bss2.Runtime.Board;
using Bss2.Runtime.BringUp;
using Iot.Device.Tca955x;
using Upstream = Iot.Device.Adc.Ina219;

namespace Bss2.SimulationTests.Runtime;

/// <summary>Drivers on the board's buses, those of Iot.Device.Bindings and our own, and what keeps all of them within the limits.</summary>
public sealed class BoardDriverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_package_s_monitor_runs_on_the_bus_unchanged_and_agrees_with_ours()
    {
        await using var chip = new EmulatorExecutor(new() { Die = 2 });
        using var bus = new BoardI2cBus(new PlaybackI2cMaster(chip));
        using I2cDevice device = bus.CreateDevice(Ina219.FirstAddress + (int)PowerRail.Vdd12Analog);
        using var theirs = new Upstream(device);
        var ours = new Ina219(device);
        theirs.Reset();
        // Its current register counts steps of the calibration: 4096 · 10 µV / 27 mΩ per step.
        theirs.SetCalibration(4096, (float)(10e-6 / 0.027));
        Assert.Equal(ours.ReadBusVolts(), theirs.ReadBusVoltage().Volts, 1e-9);
        Assert.Equal(ours.ReadShuntVolts(), theirs.ReadShuntVoltage().Volts, 1e-9);
        Assert.Equal(ours.ReadAmperes(), theirs.ReadCurrent().Amperes, 1e-6);
        Assert.InRange(ours.ReadAmperes(), 0.03, 0.045);
    }

    [Fact]
    public void The_package_s_monitor_reads_a_negative_shunt_voltage_as_a_large_one_so_ours_is_used()
    {
        using var device = new FixedWord(unchecked((short)-100));
        using var theirs = new Upstream(device);
        // When this fails, the package has been mended and our Ina219 can go.
        Assert.Equal(654.36, theirs.ReadShuntVoltage().Millivolts, 1e-6);
        Assert.Equal(-1e-3, new Ina219(device).ReadShuntVolts(), 1e-12);
    }

    [Fact]
    public async Task The_package_s_expander_drives_pins_and_refuses_this_board_s_address_unless_told()
    {
        await using var chip = new EmulatorExecutor(new());
        using var bus = new BoardI2cBus(new PlaybackI2cMaster(chip));
        using I2cDevice device = bus.CreateDevice(SupplySwitches.Address);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Tca9554(device));
        var expander = new Tca9554(device, skipAddressCheck: true);
        using var pins = new GpioController(expander);
        pins.OpenPin(6, PinMode.Output).Write(PinValue.High);
        var builder = new PlaybackProgramBuilder();
        Ticket<TCA9554Config> read = builder.Read<TCA9554Config, Unique>(default);
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), Token);
        Assert.True(read.Read(result).Output[6]);
        Assert.True((bool)pins.Read(6));
    }

    [Fact]
    public async Task A_switch_takes_its_supply_off_and_on_and_no_other()
    {
        await using var chip = new EmulatorExecutor(new());
        using var bus = new BoardI2cBus(new PlaybackI2cMaster(chip));
        using I2cDevice device = bus.CreateDevice(SupplySwitches.Address);
        using var switches = new SupplySwitches(device);
        using var monitor = new BoardMonitor(new PlaybackI2cMaster(chip));
        foreach (PowerRail rail in Enum.GetValues<PowerRail>())
        {
            Assert.True(switches.IsOn(rail));
            switches.Set(rail, on: false);
            Assert.False(switches.IsOn(rail));
            Assert.Equal([rail], monitor.ReadRails().Where(reading => reading.Volts == 0).Select(reading => reading.Rail));
            switches.Set(rail, on: true);
            Assert.DoesNotContain(monitor.ReadRails(), reading => reading.Volts == 0);
        }
    }

    [Fact]
    public async Task Own_drivers_agree_with_the_containers()
    {
        await using var chip = new EmulatorExecutor(new() { Die = 4 });
        using var bus = new BoardI2cBus(new PlaybackI2cMaster(chip), overrideLimits: true);
        var potentiometer = new Ad5252(bus.CreateDevice(Ad5252.FirstAddress + 1));
        var dac = new Dac6573(bus.CreateDevice(Dac6573.Address));
        var multiplexer = new Tca9546(bus.CreateDevice(Tca9546.Address));
        Assert.Equal(0x90, potentiometer.ReadPersistent(1));
        potentiometer.WriteWiper(3, 0xAA);
        dac.Write(2, 821);
        multiplexer.Write(0b0101);
        var builder = new PlaybackProgramBuilder();
        Ticket<AD5252ChannelConfig> wiper = builder.Read<AD5252ChannelConfig, PotentiometerChannel>(new(3));
        Ticket<DAC6573ChannelConfig> code = builder.Read<DAC6573ChannelConfig, Dac6573Channel>(new(2));
        Ticket<TCA9546ChannelConfig> branches = builder.Read<TCA9546ChannelConfig, Unique>(default);
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), Token);
        Assert.Equal((0xAA, 821), (wiper.Read(result).Value, code.Read(result).Value));
        Assert.Equal([true, false, true, false], branches.Read(result).Status);
        Assert.Equal((0xAA, 821, 0b0101), (potentiometer.ReadWiper(3), dac.Read(2), multiplexer.Read()));
        Assert.Equal((uint)EmulatorExecutor.DeviceDna(4), new BoardEeprom(bus.CreateDevice(BoardEeprom.Address)).ReadSerial());
    }

    [Fact]
    public async Task SPI_drivers_send_what_the_containers_send()
    {
        var containers = new RecordingExecutor();
        await containers.ExecuteAsync(new PlaybackProgramBuilder().Write(new BoardDacChannel(13), new DACChannel { Value = 450 })
            .Barrier(Barriers.Omnibus).Build(), Token);
        await containers.ExecuteAsync(new PlaybackProgramBuilder().Write(new ShiftRegister { EnableLed = [true, false, true, false, false, true], Mux2 = 2 })
            .Barrier(Barriers.Omnibus).Build(), Token);
        var drivers = new RecordingExecutor();
        new SpiDac(new BoardSpiDevice(drivers, BoardSpiTarget.SupplyDac)).Write(5, 450);
        new SpiShiftRegister(new BoardSpiDevice(drivers, BoardSpiTarget.ShiftRegister))
            .Write(new ShiftRegister { EnableLed = [true, false, true, false, false, true], Mux2 = 2 });
        Assert.Equal(containers.SpiWords, drivers.SpiWords);
        using SpiDevice device = new BoardSpiDevice(drivers, BoardSpiTarget.ReferenceDac);
        Assert.Throws<NotSupportedException>(() => device.ReadByte());
    }

    [Theory]
    [InlineData(0x2C, "01AC")] // vdd25_digital: 0xA3..0xAB
    [InlineData(0x2C, "0398")] // vdd12_digital: 0x8F..0x97
    [InlineData(0x2D, "01A3")] // vdd12_pll: 0xA4..0xAC
    [InlineData(0x2E, "21A8")] // persistent copy
    [InlineData(0x2E, "01A8A8")] // more than one register
    [InlineData(0x2D, "88")] // a command of the device
    [InlineData(0x4C, "108000")] // nothing is known to be safe
    public async Task No_driver_takes_a_potentiometer_or_DAC_out_of_its_limits(int address, string bytes)
    {
        await using var chip = new EmulatorExecutor(new());
        using var bus = new BoardI2cBus(new PlaybackI2cMaster(chip));
        using I2cDevice device = bus.CreateDevice(address);
        Assert.Throws<UnsafeSupplyException>(() => device.Write(Convert.FromHexString(bytes)));
        Assert.Equal(0, chip.FpgaCycles);
        using var daring = new BoardI2cBus(new PlaybackI2cMaster(chip), overrideLimits: true);
        using I2cDevice same = daring.CreateDevice(address);
        same.Write(Convert.FromHexString(bytes));
        Assert.True(chip.FpgaCycles > 0);
    }

    [Theory]
    [InlineData("1857")] // channel 1, vdd12_digital: 2050..2130
    [InlineData("51E1")] // channel 5, vdd12_pll: 400..480
    [InlineData("803C")] // another gain
    [InlineData("E000")] // reset
    [InlineData("18")] // half a word
    public async Task No_transfer_takes_the_supplies_DAC_out_of_its_limits(string bytes)
    {
        await using var chip = new EmulatorExecutor(new());
        using var device = new BoardSpiDevice(chip, BoardSpiTarget.SupplyDac);
        Assert.Throws<UnsafeSupplyException>(() => device.Write(Convert.FromHexString(bytes)));
        Assert.Equal(0, chip.FpgaCycles);
        device.Write([0x18, 0x2A]); // 2090
        device.Write([0x80, 0x0C]);
        using var daring = new BoardSpiDevice(chip, BoardSpiTarget.SupplyDac, overrideLimits: true);
        daring.Write(Convert.FromHexString(bytes));
    }

    [Fact]
    public async Task A_jBOA_is_brought_up_guarded_and_put_back_over_its_potentiometers()
    {
        await using var chip = new EmulatorExecutor(new());
        await using var session = new ChipSession(chip, new BringUpOptions { Board = AdapterBoard.Jboa });
        await session.OpenAsync(Token);
        using var monitor = new BoardMonitor(new PlaybackI2cMaster(session));
        double Volts() => monitor.ReadRails()[(int)PowerRail.Vdd12Pll].Volts;
        Assert.Equal(1.2, Volts(), 1e-9);
        await using (var supplies = new BoardSupplies(chip, board: AdapterBoard.Jboa))
        {
            await supplies.SetAsync(new Dictionary<PowerRail, int> { [PowerRail.Vdd12Pll] = 0xAC }, overrideLimits: false, Token);
            Assert.Equal(1.208, Volts(), 1e-9);
            UnsafeSupplyException refusal = await Assert.ThrowsAsync<UnsafeSupplyException>(() => supplies.SetAsync(
                new Dictionary<PowerRail, int> { [PowerRail.Vdd12Pll] = 0xAD }, overrideLimits: false, Token).AsTask());
            Assert.Contains("vdd12_pll code 173 lies outside its safe limits 164..172", refusal.Message, StringComparison.Ordinal);
        }
        Assert.Equal(1.2, Volts(), 1e-9);
    }

    [Fact]
    public async Task Bring_up_itself_stays_within_the_limits()
    {
        foreach (AdapterBoard board in Enum.GetValues<AdapterBoard>())
        {
            var chip = new RecordingExecutor();
            await chip.ExecuteAsync(SystemInit.Program(new() { Board = board }), Token);
            Assert.All(SupplyLimit.Of(board), limit => Assert.True(
                board == AdapterBoard.Cube ? chip.DacCode(limit.Channel) == limit.Standard : chip.WiperCode(limit.Channel) == limit.Standard, limit.ToString()));
        }
    }

    /// <summary>Takes programs and keeps their words.</summary>
    private sealed class RecordingExecutor : IPlaybackExecutor
    {
        private readonly List<ulong> _words = [];

        public ChipDescription Chip { get; } = new("recorder", true, "none");

        public ChipFeatures Features => default;

        public int MaxProgramWords => int.MaxValue;

        public IEnumerable<(uint Address, uint Value)> Writes => Enumerable.Range(0, _words.Count - 1)
            .Where(i => _words[i] >> 56 == 11 && (_words[i] >> 36 & 1) == 0).Select(i => ((uint)_words[i], (uint)_words[i + 1]));

        public IEnumerable<(uint Address, uint Value)> SpiWords => Writes.Where(write => write.Address is > 0x8800_7000 and < 0x8800_7006);

        public int DacCode(int channel)
        {
            (uint, uint Value)[] writes = [.. Writes.Where(write => write.Address == 0x8800_7002 + 2 * (channel / 8))];
            int at = Array.FindIndex(writes, write => write.Value >> 4 == channel % 8);
            return (int)((writes[at].Value & 0xF) << 8 | writes[at + 1].Value & 0xFF);
        }

        public int WiperCode(int channel)
        {
            uint device = 0x8800_7800 + 0x2C + (uint)channel / 2;
            (uint Address, uint Value)[] writes = [.. Writes.Where(write => (write.Address & ~0x80u) == device)];
            return (int)writes[Array.FindIndex(writes, write => write.Address == device && write.Value == 1 + 2 * (channel % 2)) + 1].Value;
        }

        public ValueTask<PlaybackResult> ExecuteAsync(PlaybackProgram program, CancellationToken cancellationToken)
        {
            _words.AddRange(program.Words.Span);
            return new(default(PlaybackResult)!);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>A device that answers the same word to every read.</summary>
    private sealed class FixedWord(short word) : I2cDevice
    {
        public override I2cConnectionSettings ConnectionSettings { get; } = new(0, Ina219.FirstAddress);

        public override byte ReadByte() => (byte)(word >> 8);

        public override void Read(Span<byte> buffer) => (buffer[0], buffer[1]) = ((byte)(word >> 8), (byte)word);

        public override void WriteByte(byte value)
        {
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
        }

        public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer) => Read(readBuffer);
    }
}
