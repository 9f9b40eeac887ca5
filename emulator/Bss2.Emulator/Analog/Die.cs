using Bss2.Spikes;

namespace Bss2.Emulator.Analog;

/// <summary>What manufacturing left in one chip: every deviation is a pure function of (seed, parameter, place).</summary>
internal sealed class Die
{
    // Derivations ask for the same deviations whenever a cell settles: those of neurons and cells are kept once drawn. NaN is not drawn yet;
    // two threads that draw the same one write the same bits.
    private const int KeptPlaces = AnalogConfiguration.CapMemBlocks * AnalogConfiguration.CapMemRows * AnalogConfiguration.CapMemColumns,
        KeptParameters = 64;

    private readonly double[]?[] _drawn = new double[]?[KeptParameters];
    private readonly double[]?[][] _uniforms = [new double[]?[KeptParameters], new double[]?[KeptParameters]];
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
        if (place >= KeptPlaces || (ulong)parameter >= KeptParameters)
        {
            return Draw(seed, parameter, place);
        }
        double[] drawn = _drawn[(int)parameter] ??= Unknown();
        return double.IsNaN(drawn[place]) ? drawn[place] = Draw(seed, parameter, place) : drawn[place];
    }

    /// <summary>e^{σ n}: a log-normal factor with median 1.</summary>
    public double LogNormal(DieParameter parameter, int place, double sigma) => Math.Exp(sigma * Normal(parameter, place));

    /// <summary>1 + σ n.</summary>
    public double Gain(DieParameter parameter, int place, double sigma) => 1 + sigma * Normal(parameter, place);

    /// <summary>Whether a rare defect hit this place.</summary>
    public bool Struck(DieParameter parameter, int place, double probability) =>
        _seed is { } seed && Kept(_uniforms[0], seed, parameter, place, 0) < probability;

    /// <summary>Uniform in (0, 1); 0.5 on the ideal die.</summary>
    public double Uniform(DieParameter parameter, int place) =>
        _seed is { } seed ? Kept(_uniforms[1], seed, parameter, place, 1) : 0.5;

    private static double Kept(double[]?[] kept, SeedTree seed, DieParameter parameter, int place, ulong index)
    {
        if (place >= KeptPlaces || (ulong)parameter >= KeptParameters)
        {
            return seed.Child((ulong)parameter).Child((ulong)place).Uniform(index);
        }
        double[] drawn = kept[(int)parameter] ??= Unknown();
        return double.IsNaN(drawn[place]) ? drawn[place] = seed.Child((ulong)parameter).Child((ulong)place).Uniform(index) : drawn[place];
    }

    private static double[] Unknown()
    {
        var places = new double[KeptPlaces];
        Array.Fill(places, double.NaN);
        return places;
    }

    private static double Draw(SeedTree seed, DieParameter parameter, int place)
    {
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
}
