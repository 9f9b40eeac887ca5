using Bss2.Spikes;

namespace Bss2.Emulator.Analog;

/// <summary>What manufacturing left in one chip: every deviation is a pure function of (seed, parameter, place).</summary>
internal sealed class Die
{
    private readonly SeedTree? _seed;

    private Die(SeedTree? seed) => _seed = seed;

    /// <summary>No mismatch.</summary>
    public static Die Ideal { get; } = new(null);

    public bool IsIdeal => _seed is null;

    /// <summary>The die with a seed, or the ideal one.</summary>
    public static Die Of(int? seed) => seed is { } s ? new(SeedTree.Root((ulong)(uint)s).Child(0xD1E)) : Ideal;

    /// <summary>Standard normal deviation, truncated; 0 on the ideal die.</summary>
    public double Normal(DieParameter parameter, int place)
    {
        if (_seed is not { } seed)
        {
            return 0;
        }
        SeedTree node = seed.Child((ulong)parameter).Child((ulong)place);
        for (ulong attempt = 0; ; attempt++)
        {
            double draw = node.Gaussian(attempt);
            if (Math.Abs(draw) <= AnalogDefaults.Truncation)
            {
                return draw;
            }
        }
    }

    /// <summary>e^{σ n}: a log-normal factor with median 1.</summary>
    public double LogNormal(DieParameter parameter, int place, double sigma) => Math.Exp(sigma * Normal(parameter, place));

    /// <summary>1 + σ n.</summary>
    public double Gain(DieParameter parameter, int place, double sigma) => 1 + sigma * Normal(parameter, place);

    /// <summary>Whether a rare defect hit this place.</summary>
    public bool Struck(DieParameter parameter, int place, double probability) =>
        _seed is { } seed && seed.Child((ulong)parameter).Child((ulong)place).Uniform(0) < probability;

    /// <summary>Uniform in (0, 1); 0.5 on the ideal die.</summary>
    public double Uniform(DieParameter parameter, int place) =>
        _seed is { } seed ? seed.Child((ulong)parameter).Child((ulong)place).Uniform(1) : 0.5;
}
