using Bss2.Spikes;

namespace Bss2.Emulator.Readout;

/// <summary>Converter noise: a pure function of noise seed, die, system time and channel.</summary>
internal sealed class ReadoutNoise(EmulatorOptions options)
{
    private const ulong CadcBranch = 0xCADC, MadcBranch = 0x3ADC;

    private readonly SeedTree _root = SeedTree.Root(options.NoiseSeed).Child((ulong)(uint)(options.Die ?? -1)).Child(0xADC);
    private readonly bool _enabled = options.Noise;

    /// <summary>Noise of a CADC sample, LSB.</summary>
    /// <param name="systemTime">When, 4 ns.</param>
    /// <param name="channel">0..1023.</param>
    public double Cadc(long systemTime, int channel) =>
        _enabled ? ReadoutDefaults.CadcNoiseLsb * _root.Child(CadcBranch).Child((ulong)systemTime).Gaussian((ulong)channel) : 0;

    /// <summary>Noise of an MADC sample, LSB.</summary>
    /// <param name="systemTime">When, 4 ns, rounded down; samples are further apart than that.</param>
    public double Madc(long systemTime) =>
        _enabled ? ReadoutDefaults.MadcNoiseLsb * _root.Child(MadcBranch).Gaussian((ulong)systemTime) : 0;
}
