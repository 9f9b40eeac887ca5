using Bss2.Spikes;

namespace Bss2.Emulator.Analog;

/// <summary>
/// All temporal noise as pure functions of (noise seed, base of system time, step or event, place): whatever ran before, whichever engine
/// and however many threads, the same time has the same noise.
/// </summary>
/// <remarks>Membrane noise: <see cref="MembraneNoise"/>; CapMem ripple: <see cref="Ripple"/>.</remarks>
internal sealed class TemporalNoise
{
    /// <summary>Standard deviation of the sum of two uniforms on 0 … 65535.</summary>
    public const float InnovationDeviation = 26754.9f;

    public const float InnovationMean = 65535f;

    private readonly SeedTree _root;
    private SeedTree _epoch, _comparators;

    public TemporalNoise(EmulatorOptions options)
    {
        _root = SeedTree.Root(options.NoiseSeed).Child((ulong)(uint)(options.Die ?? -1));
        Enabled = options.Noise;
        Synchronise(0);
    }

    public bool Enabled { get; }

    /// <summary>A new base of system time: all keys change with it.</summary>
    public void Synchronise(long systemTime)
    {
        _epoch = _root.Child((ulong)systemTime);
        _comparators = _epoch.Child(3);
    }

    /// <summary>32-bit key of a neuron's membrane noise.</summary>
    public uint MembraneKey(int neuron) => (uint)(_epoch.Child(1).Child((ulong)neuron).Key >> 32);

    /// <summary>Membrane noise of a neuron, V: on a straight line between grid points.</summary>
    /// <param name="neuron">Which.</param>
    /// <param name="time">Cycles since the synchronisation.</param>
    public double Membrane(int neuron, long time)
    {
        if (!Enabled)
        {
            return 0;
        }
        uint key = MembraneKey(neuron);
        (long step, long phase) = Math.DivRem(time, MembraneNoise.StepCycles);
        float x = MembraneNoise.At(key, step);
        return phase == 0 ? x : x + (MembraneNoise.At(key, step + 1) - x) * (phase / (double)MembraneNoise.StepCycles);
    }

    /// <summary>Slow drift of a neuron's threshold, V.</summary>
    public double Drift(int neuron) => Enabled ? AnalogDefaults.DriftVolts * _epoch.Child(2).Gaussian((ulong)neuron) : 0;

    /// <summary>Comparator noise that holds from a reset until the next, V.</summary>
    /// <param name="neuron">Which.</param>
    /// <param name="time">Cycles since the synchronisation at which the reset began.</param>
    public double Comparator(int neuron, long time) =>
        Enabled ? AnalogDefaults.ComparatorNoiseVolts * _comparators.Child((ulong)neuron).Gaussian((ulong)time) : 0;

    /// <summary>Key of the charge noise of an event.</summary>
    public uint ChargeKey(long time, int bus) => (uint)(_epoch.Child(4).Child((ulong)time).Bits((ulong)bus) >> 32);

    /// <summary>About normal, from two hashes: the sum of four 16-bit uniforms, unit variance.</summary>
    public static float Charge(uint key, uint lane)
    {
        uint a = Mix(key ^ lane * 0x9E37_79B9), b = Mix(a + 0x85EB_CA6B);
        float sum = (a & 0xFFFF) + (a >> 16) + (b & 0xFFFF) + (b >> 16);
        return (sum - 2 * InnovationMean) / (InnovationDeviation * 1.41421356f);
    }

    /// <summary>A 32-bit mixer: multiply-xorshift, low bias (constants of C. Wellons, hash-prospector, public domain).</summary>
    public static uint Mix(uint h)
    {
        h ^= h >> 16;
        h *= 0x7FEB_352D;
        h ^= h >> 15;
        h *= 0x846C_A68B;
        return h ^ h >> 16;
    }
}
