using System.Device.Spi;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

namespace Bss2.Runtime.Board;

/// <summary>A device on a cube's SPI bus as System.Device.Gpio sees one; the FPGA's SPI master only writes.</summary>
/// <param name="executor">Runs the transfers, a program each; not disposed here.</param>
/// <param name="target">The device.</param>
/// <param name="overrideLimits">Lets a driver take supplies out of their limits: only with a board that you can afford to lose.</param>
/// <remarks>Those types are synchronous, so a call blocks until its program has run.</remarks>
public sealed class BoardSpiDevice(IPlaybackExecutor executor, BoardSpiTarget target, bool overrideLimits = false) : SpiDevice
{
    private const int Bus = 0;

    /// <inheritdoc/>
    public override SpiConnectionSettings ConnectionSettings { get; } = new(Bus, (int)target);

    /// <summary>Not possible.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override byte ReadByte() => throw OnlyWrites();

    /// <summary>Not possible.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Read(Span<byte> buffer) => throw OnlyWrites();

    /// <summary>Not possible.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void TransferFullDuplex(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer) => throw OnlyWrites();

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Write([value]);

    /// <summary>Writes bytes as one transfer.</summary>
    /// <exception cref="UnsafeSupplyException">The bytes could take a supply out of its limits; nothing was written.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (target != BoardSpiTarget.ShiftRegister && !overrideLimits)
        {
            SupplyGuard.CheckDac(target - BoardSpiTarget.ReferenceDac, buffer);
        }
        var builder = new PlaybackProgramBuilder();
        uint device = target == BoardSpiTarget.ShiftRegister ? SpiWords.ShiftRegister : SpiWords.Dac(target - BoardSpiTarget.ReferenceDac);
        SpiWords.Append(device, buffer, builder);
        executor.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    private static NotSupportedException OnlyWrites() => new("The FPGA's SPI master only writes; nothing can be read from this device.");
}
