using Bss2.Spikes;

namespace Bss2.Emulator.Analog;

/// <summary>
/// All temporal noise as pure functions of (noise seed, base of system time, step or event, place): whatever ran before, whichever engine
/// and however many threads, the same time has the same noise.
/// </summary>
/// <remarks>
/// The membrane's OU noise lives on a grid of 40 ns since the last synchronisation. Within blocks of 4096 steps it follows
/// x ← a x + b n; at a block's start it is re-derived from the last 256 innovations (a^256 = 0.6 %), so that it can be entered anywhere.
/// Innovations are sums of two 16-bit uniforms, which the filter averages over about 50 steps.
/// </remarks>
internal sealed class TemporalNoise
{
    public const int BlockSteps = 4096, HistorySteps = 256;

    /// <summary>Standard deviation of the sum of two uniforms on 0 … 65535.</summary>
    public const float InnovationDeviation = 26754.9f;

    public const float InnovationMean = 65535f;

    private readonly SeedTree _root;
    private SeedTree _epoch;

    public TemporalNoise(EmulatorOptions options)
    {
        _root = SeedTree.Root(options.NoiseSeed).Child((ulong)(uint)(options.Die ?? -1));
        Enabled = options.Noise;
        Decay = Math.Exp(-AnalogDefaults.NoiseStepSeconds / AnalogDefaults.MembraneNoiseTau);
        Drive = AnalogDefaults.MembraneNoiseVolts * Math.Sqrt(1 - Decay * Decay);
        Synchronise(0);
    }

    public bool Enabled { get; }

    /// <summary>a of the OU recursion.</summary>
    public double Decay { get; }

    /// <summary>b of the OU recursion, V.</summary>
    public double Drive { get; }

    /// <summary>A new base of system time: all keys change with it.</summary>
    public void Synchronise(long systemTime) => _epoch = _root.Child((ulong)systemTime);

    /// <summary>32-bit key of a neuron's membrane noise.</summary>
    public uint MembraneKey(int neuron) => (uint)(_epoch.Child(1).Child((ulong)neuron).Key >> 32);

    /// <summary>Slow drift of a neuron's threshold, V.</summary>
    public double Drift(int neuron) => Enabled ? AnalogDefaults.DriftVolts * _epoch.Child(2).Gaussian((ulong)neuron) : 0;

    /// <summary>Comparator noise that holds from a reset until the next, V.</summary>
    /// <param name="neuron">Which.</param>
    /// <param name="time">Cycles since the synchronisation at which the reset began.</param>
    public double Comparator(int neuron, long time) =>
        Enabled ? AnalogDefaults.ComparatorNoiseVolts * _epoch.Child(3).Child((ulong)neuron).Gaussian((ulong)time) : 0;

    /// <summary>Key of the charge noise of an event.</summary>
    public uint ChargeKey(long time, int bus) => (uint)(_epoch.Child(4).Child((ulong)time).Bits((ulong)bus) >> 32);

    /// <summary>About normal, from two hashes: the sum of four 16-bit uniforms, unit variance.</summary>
    public static float Charge(uint key, uint lane)
    {
        uint a = Mix(key ^ lane * 0x9E37_79B9), b = Mix(a + 0x85EB_CA6B);
        float sum = (a & 0xFFFF) + (a >> 16) + (b & 0xFFFF) + (b >> 16);
        return (sum - 2 * InnovationMean) / (InnovationDeviation * 1.41421356f);
    }

    /// <summary>Innovation of unit variance at a grid step.</summary>
    public static float Innovation(uint key, long step)
    {
        uint h = Mix(key ^ (uint)step * 0x9E37_79B9);
        return ((h & 0xFFFF) + (h >> 16) - InnovationMean) * (1f / InnovationDeviation);
    }

    /// <summary>Membrane noise at the start of a block, V.</summary>
    public float AtBlockStart(uint key, long step)
    {
        float x = 0, a = (float)Decay, b = (float)Drive;
        for (long k = step - HistorySteps; k < step; k++)
        {
            x = MathF.FusedMultiplyAdd(a, x, b * Innovation(key, k));
        }
        return x;
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
