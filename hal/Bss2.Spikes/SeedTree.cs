namespace Bss2.Spikes;

/// <summary>
/// Counter-based randomness: a value is a pure function of a path of numbers (seed, die, parameter, coordinate, …) and an index,
/// so it never depends on evaluation order, thread count or engine.
/// </summary>
/// <param name="Key">64-bit key that the path hashes to.</param>
/// <remarks>
/// The mixing function is the finaliser of SplitMix64 (Steele, Lea, Flood 2014, doi 10.1145/2660193.2660195); a key with a running
/// index is that generator's stream. Gaussians use the inverse normal distribution, one uniform each (Wichura 1988, AS 241).
/// </remarks>
public readonly record struct SeedTree(ulong Key)
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    /// <summary>Root of a tree.</summary>
    public static SeedTree Root(ulong seed) => new(Mix(seed + GoldenGamma));

    /// <summary>The subtree under <paramref name="branch"/>.</summary>
    public SeedTree Child(ulong branch) => new(Mix(Mix(Key ^ 0xD1B54A32D192ED03) + (branch + 1) * GoldenGamma));

    /// <summary>64 random bits at <paramref name="index"/>.</summary>
    public ulong Bits(ulong index) => Mix(Key + (index + 1) * GoldenGamma);

    /// <summary>Uniform in (0, 1), never 0 nor 1.</summary>
    public double Uniform(ulong index) => ((Bits(index) >> 11) + 0.5) * (1.0 / (1UL << 53));

    /// <summary>Standard normal.</summary>
    public double Gaussian(ulong index) => InverseNormal(Uniform(index));

    /// <summary>Uniform integer in 0 … <paramref name="count"/> − 1 (multiply-shift; bias below 2^-32 for counts below 2^31).</summary>
    public int Integer(ulong index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return (int)(((Bits(index) >> 32) * (ulong)count) >> 32);
    }

    /// <summary>A permutation of 0 … n − 1 (Fisher–Yates), a pure function of this node.</summary>
    public void Shuffle(Span<int> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = i;
        }
        for (int i = destination.Length - 1; i > 0; i--)
        {
            int j = Integer((ulong)i, i + 1);
            (destination[i], destination[j]) = (destination[j], destination[i]);
        }
    }

    /// <summary>SplitMix64's finaliser: a bijection of 64 bits in which every input bit moves about half of the output bits.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Quantile function of the standard normal distribution; relative error about 1e-16 (AS 241, PPND16).</summary>
    public static double InverseNormal(double probability)
    {
        double q = probability - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            double r = 0.180625 - q * q;
            return q * (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r + 133.14166789178437745) * r
                + 3.387132872796366608)
                / (((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r + 42.313330701600911252) * r + 1.0);
        }
        double tail = Math.Sqrt(-Math.Log(q < 0 ? probability : 1 - probability));
        double x;
        if (tail <= 5)
        {
            double r = tail - 1.6;
            x = (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
                + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r + 4.6303378461565452959) * r
                + 1.42343711074968357734)
                / (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
                + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r + 2.05319162663775882187) * r
                + 1.0);
        }
        else
        {
            double r = tail - 5;
            x = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
                + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r + 5.4637849111641143699) * r
                + 6.6579046435011037772)
                / (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
                + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r + 0.59983220655588793769) * r
                + 1.0);
        }
        return q < 0 ? -x : x;
    }
}
