namespace Bss2.UnitTests.Fuzz;

/// <summary>A decoder of outside bytes under random input.</summary>
/// <param name="Name">What it decodes.</param>
/// <param name="Run">Decodes an input; whatever it throws, but what it says it throws, is a finding.</param>
/// <param name="Samples">Inputs that are right, to begin from.</param>
/// <param name="Seal">Makes checksums right again, so that what lies behind them is reached too.</param>
/// <param name="MostBytes">Bytes that an input may make it allocate, besides 64 per byte of input.</param>
internal sealed record FuzzTarget(string Name, Action<byte[]> Run, byte[][] Samples, Func<byte[], byte[]>? Seal = null, long MostBytes = 1 << 20);
