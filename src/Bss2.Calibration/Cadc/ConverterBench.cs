using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>Sends the voltage of a CapMem cell to every CADC channel and reads them, one cell of each block in turn.</summary>
/// <remarks>
/// calix common/cadc.py by analog-core 6.2: cell stp_v_charge_0, over its block's debug output and a pad, to the debug lines. A block's cells
/// share a gain that scatters by 3 %; the mean of four is a volt scale twice as good as that of one.
/// </remarks>
internal sealed class ConverterBench(ChipBench bench)
{
    // Per voltage; the pad settles within microseconds.
    private const int Conversions = 4;
    private const double PadUs = 10;

    private readonly CadcReader _reader = CadcReader.AllChannels();
    private int _code = -1;

    /// <summary>Connects all channels to the debug lines.</summary>
    public async ValueTask ConnectAsync(CancellationToken cancellationToken)
    {
        var program = new BenchProgram();
        bool[] all = [true, true, true, true];
        for (int quad = 0; quad < ColumnQuad.Count; quad++)
        {
            program.Write(new ColumnQuad(quad), new ColumnCorrelationQuad { EnableDebugCausal = all, EnableDebugAcausal = all });
        }
        await bench.ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets converters and voltages, waits, and reads.</summary>
    /// <param name="cadc">Settings of the converters.</param>
    /// <param name="code">Code of the voltage cells.</param>
    /// <param name="cancellationToken">Stops before the program runs.</param>
    /// <returns>Mean sample by channel number.</returns>
    public async ValueTask<double[]> ReadAsync(CadcSettings cadc, int code, CancellationToken cancellationToken)
    {
        var program = new BenchProgram();
        if (_code != code)
        {
            for (int block = 0; block < CapMemBlock.Count; block++)
            {
                ChipBench.WriteShared(program, block, SharedRow.TestVoltage, code);
            }
            _code = code;
        }
        ChipBench.WriteCadc(program, cadc);
        program.Builder.Barrier(Barriers.Omnibus);
        program.Wait(1000 * ChipBench.SettleAllMs);
        var reads = new List<Func<PlaybackResult, int[]>>();
        for (int block = 0; block < CapMemBlock.Count; block++)
        {
            Select(program, block);
            for (int k = 0; k < Conversions; k++)
            {
                reads.Add(_reader.Append(program));
                program.Wait(CadcReader.ConversionUs);
            }
        }
        program.Builder.Barrier(Barriers.Omnibus);
        PlaybackResult result = await bench.ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
        int[][] seen = [.. reads.Select(read => read(result))];
        return [.. Enumerable.Range(0, CadcChannel.Count).Select(channel => seen.Average(samples => samples[channel]))];
    }

    private static void Select(BenchProgram program, int selected)
    {
        for (int block = 0; block < CapMemBlock.Count; block++)
        {
            program.Write(new CapMemBlock(block), new CapMemBlockConfig
            {
                DebugReadoutEnable = block == selected, DebugRow = new(SharedRow.TestVoltage), DebugColumn = CircuitRow.SharedColumn,
            });
        }
        program.Write(new ReadoutPad(0), new PadMultiplexerConfig
        {
            CapmemVOutMux = [.. Enumerable.Range(0, CapMemBlock.Count).Select(block => block == selected)], CapmemVOutMuxToInter = true,
            CapmemInterMuxToPad = true, SynapseInterMuxToPad = true, CadcDebugCausalToInter = true, CadcDebugAcausalToInter = true,
        });
        program.Wait(PadUs);
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
