using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;

namespace Bss2.Calibration.Cadc;

/// <summary>Sends the voltage of one CapMem cell to every CADC channel and reads them.</summary>
/// <remarks>
/// calix common/cadc.py by analog-core 6.2: cell stp_v_charge_0 of the first block, over its debug output and a pad, to the debug lines.
/// </remarks>
internal sealed class ConverterBench(ChipBench bench)
{
    private const int Conversions = 8;

    private readonly CadcReader _reader = CadcReader.AllChannels();
    private int _code = -1;

    /// <summary>Connects all channels to the voltage.</summary>
    public async ValueTask ConnectAsync(CancellationToken cancellationToken)
    {
        var program = new BenchProgram();
        program.Write(new CapMemBlock(0), new CapMemBlockConfig
        {
            DebugReadoutEnable = true, DebugRow = new(SharedRow.TestVoltage), DebugColumn = Runtime.Placement.CircuitRow.SharedColumn,
        });
        program.Write(new ReadoutPad(0), new PadMultiplexerConfig
        {
            CapmemVOutMux = [true, false, false, false], CapmemVOutMuxToInter = true, CapmemInterMuxToPad = true,
            SynapseInterMuxToPad = true, CadcDebugCausalToInter = true, CadcDebugAcausalToInter = true,
        });
        bool[] all = [true, true, true, true];
        for (int quad = 0; quad < ColumnQuad.Count; quad++)
        {
            program.Write(new ColumnQuad(quad), new ColumnCorrelationQuad { EnableDebugCausal = all, EnableDebugAcausal = all });
        }
        await bench.ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets converters and voltage, waits, and reads.</summary>
    /// <param name="cadc">Settings of the converters.</param>
    /// <param name="code">Code of the voltage cell.</param>
    /// <param name="cancellationToken">Stops before the program runs.</param>
    /// <returns>Mean sample by channel number.</returns>
    public async ValueTask<double[]> ReadAsync(CadcSettings cadc, int code, CancellationToken cancellationToken)
    {
        var program = new BenchProgram();
        if (_code != code)
        {
            ChipBench.WriteShared(program, 0, SharedRow.TestVoltage, code);
            _code = code;
        }
        ChipBench.WriteCadc(program, cadc);
        program.Builder.Barrier(Barriers.Omnibus);
        program.Wait(1000 * ChipBench.SettleAllMs);
        var reads = new Func<PlaybackResult, int[]>[Conversions];
        for (int k = 0; k < reads.Length; k++)
        {
            reads[k] = _reader.Append(program);
            program.Wait(CadcReader.ConversionUs);
        }
        program.Builder.Barrier(Barriers.Omnibus);
        PlaybackResult result = await bench.ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
        int[][] seen = [.. reads.Select(read => read(result))];
        return [.. Enumerable.Range(0, CadcChannel.Count).Select(channel => seen.Average(samples => samples[channel]))];
    }

    /// <summary>CapMem block whose ramp a channel uses.</summary>
    public static int BlockOf(int channel) => 2 * new CadcChannel(channel).Hemisphere.Value + new CadcChannel(channel).Column.Value / (SynapseColumn.Count / 2);

    /// <summary>Median over the channels of each block: channels at an end of their range do not move it, as they would move a mean.</summary>
    public static double[] Medians(double[] samples) => [.. Enumerable.Range(0, CapMemBlock.Count).Select(block =>
    {
        double[] sorted = [.. samples.Where((_, channel) => BlockOf(channel) == block).Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    })];
}
