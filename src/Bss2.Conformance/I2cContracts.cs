using Bss2.Hal.I2c;

namespace Bss2.Conformance;

/// <summary>What every I2C master of the board must do; needs the board's power monitors, but no chip.</summary>
/// <remarks>Register-map 13.2. The accesses are those of drivers on System.Device.Gpio's types (Iot.Device.Bindings: Ina219, Tca955x).</remarks>
public static class I2cContracts
{
    private const byte Configuration = 0, Calibration = 5;

    private static readonly I2cAddress s_monitor = new(0x40), s_other = new(0x41), s_absent = new(0x33);

    /// <summary>The contracts, by what they demand.</summary>
    public static IReadOnlyDictionary<string, Func<II2cMaster, CancellationToken, Task>> All { get; } =
        new SortedDictionary<string, Func<II2cMaster, CancellationToken, Task>>(StringComparer.Ordinal)
        {
            ["a register comes back as it was written, most significant byte first"] = ReadBack,
            ["a read after a write of the pointer gives what a joined one gives"] = BothStyles,
            ["devices do not mix: each keeps its registers and its pointer"] = Apart,
            ["a device that is not there is named, whatever the access"] = Absent,
            ["a transaction of nothing is refused"] = Nothing,
            ["a transfer longer than the instruction timeout comes through"] = Long,
        };

    private static async Task ReadBack(II2cMaster master, CancellationToken token)
    {
        foreach (ushort value in (ushort[])[0x1234, 0xFFFE, 0x0000])
        {
            await master.TransferAsync(s_monitor, new byte[] { Calibration, (byte)(value >> 8), (byte)value }, default, token).ConfigureAwait(false);
            Require.Equal<byte>([(byte)(value >> 8), (byte)value], await ReadAsync(master, s_monitor, Calibration, token).ConfigureAwait(false));
        }
    }

    private static async Task BothStyles(II2cMaster master, CancellationToken token)
    {
        byte[] joined = await ReadAsync(master, s_monitor, Configuration, token).ConfigureAwait(false), apart = new byte[2], again = new byte[2];
        await master.TransferAsync(s_monitor, new byte[] { Configuration }, default, token).ConfigureAwait(false);
        await master.TransferAsync(s_monitor, default, apart, token).ConfigureAwait(false);
        // The pointer stays where it is.
        await master.TransferAsync(s_monitor, default, again, token).ConfigureAwait(false);
        Require.Equal<byte>(joined, apart);
        Require.Equal<byte>(joined, again);
        Require.True(joined is not [0, 0]);
    }

    private static async Task Apart(II2cMaster master, CancellationToken token)
    {
        await master.TransferAsync(s_monitor, new byte[] { Calibration, 0x11, 0x22 }, default, token).ConfigureAwait(false);
        await master.TransferAsync(s_other, new byte[] { Calibration, 0x33, 0x44 }, default, token).ConfigureAwait(false);
        await master.TransferAsync(s_monitor, new byte[] { Calibration }, default, token).ConfigureAwait(false);
        byte[] configuration = await ReadAsync(master, s_other, Configuration, token).ConfigureAwait(false), left = new byte[2];
        await master.TransferAsync(s_monitor, default, left, token).ConfigureAwait(false);
        Require.Equal<byte>([0x11, 0x22], left);
        Require.Equal<byte>([0x33, 0x44], await ReadAsync(master, s_other, Calibration, token).ConfigureAwait(false));
        Require.True(configuration is not [0x33, 0x44]);
    }

    private static async Task Absent(II2cMaster master, CancellationToken token)
    {
        foreach ((int write, int read) in ((int, int)[])[(1, 0), (3, 0), (0, 1), (1, 2)])
        {
            I2cException failure = await Require.ThrowsAsync<I2cException>(async () =>
                await master.TransferAsync(s_absent, new byte[write], new byte[read], token).ConfigureAwait(false)).ConfigureAwait(false);
            Require.Equal(I2cFailure.AddressNack, failure.Kind);
            Require.Equal(s_absent, failure.Address);
            Require.Contains(s_absent.ToString(), failure.Message);
        }
        await ReadAsync(master, s_monitor, Configuration, token).ConfigureAwait(false);
    }

    private static async Task Nothing(II2cMaster master, CancellationToken token) => await Require.ThrowsAsync<ArgumentException>(async () =>
        await master.TransferAsync(s_monitor, default, default, token).ConfigureAwait(false)).ConfigureAwait(false);

    private static async Task Long(II2cMaster master, CancellationToken token)
    {
        // 22 µs each at 400 kHz: 600 bytes take longer than 10 ms.
        var bytes = new byte[600];
        byte[] once = await ReadAsync(master, s_monitor, Configuration, token).ConfigureAwait(false);
        await master.TransferAsync(s_monitor, new byte[] { Configuration }, bytes, token).ConfigureAwait(false);
        Require.Equal(Enumerable.Range(0, bytes.Length).Select(i => once[i % 2]), bytes);
    }

    private static async Task<byte[]> ReadAsync(II2cMaster master, I2cAddress device, byte register, CancellationToken token)
    {
        var bytes = new byte[2];
        await master.TransferAsync(device, new[] { register }, bytes, token).ConfigureAwait(false);
        return bytes;
    }
}
