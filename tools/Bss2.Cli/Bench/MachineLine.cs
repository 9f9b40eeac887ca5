using System.Globalization;
using System.Runtime.InteropServices;

namespace Bss2.Cli.Bench;

/// <summary>The machine that figures hold for, with its peaks as measured in this run.</summary>
/// <param name="Cpu">Model.</param>
/// <param name="Cores">Logical processors that the process may use.</param>
/// <param name="VectorBits">Widest vectors at full speed.</param>
/// <param name="Runtime">.NET.</param>
/// <param name="Os">Operating system.</param>
/// <param name="FmaGflops">One thread, 32-bit floats.</param>
/// <param name="MemoryGbs">One thread, beyond the caches.</param>
/// <param name="BusyShare">CPU time ÷ wall time of the FMA loop: well below 1 means that others use the machine.</param>
internal sealed record MachineLine(string Cpu, int Cores, int VectorBits, string Runtime, string Os, double FmaGflops, double MemoryGbs,
    double BusyShare)
{
    private const double Seconds = 0.3;
    private const int Laps = 5;

    public static MachineLine Measure()
    {
        BenchLap fma = Best(MachinePeaks.Fma(1).Prepare()), memory = Best(MachinePeaks.Memory(1).Prepare());
        return new(CpuModel(), Environment.ProcessorCount, MachinePeaks.VectorBits, RuntimeInformation.FrameworkDescription,
            RuntimeInformation.OSDescription, BenchUnit.GigaFlops.Figure(fma.Work, fma.CpuSeconds),
            BenchUnit.GigaBytesPerSecond.Figure(memory.Work, memory.CpuSeconds), fma.CpuSeconds / fma.WallSeconds);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Cpu}, {Cores} cores, {VectorBits}-bit vectors, {Runtime}, {Os}; one thread: {FmaGflops:0} GFLOP/s FMA, {MemoryGbs:0.0} GB/s; got {100 * BusyShare:0} % of a core");

    private static BenchLap Best(BenchWork work)
    {
        BenchClock.Run(work, Seconds);
        return Enumerable.Range(0, Laps).Select(_ => BenchClock.Run(work, Seconds / Laps)).MaxBy(lap => lap.Work / lap.CpuSeconds);
    }

    private static string CpuModel()
    {
        const string file = "/proc/cpuinfo", key = "model name";
        string? line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
