namespace Bss2.Network;

/// <summary>The weights that a substrate can realise for one projection: signed integers on a scale.</summary>
/// <param name="UnitsPerModelWeight">Hardware units that make model weight 1 (circuit-prototype 4, item 5).</param>
/// <param name="MaximumUnits">Largest magnitude in hardware units: 63 × rows per source.</param>
public sealed record WeightGrid(double UnitsPerModelWeight, int MaximumUnits)
{
    /// <summary>Largest magnitude, model units: masters are clamped to it.</summary>
    public double MaximumWeight => MaximumUnits / UnitsPerModelWeight;

    /// <summary>Nearest hardware weight, clamped.</summary>
    public int Quantise(double weight) =>
        (int)Math.Clamp(Math.Round(weight * UnitsPerModelWeight, MidpointRounding.ToEven), -MaximumUnits, MaximumUnits);

    /// <summary>The model weight that the substrate will realise for <paramref name="weight"/>.</summary>
    public double Realise(double weight) => Quantise(weight) / UnitsPerModelWeight;
}
