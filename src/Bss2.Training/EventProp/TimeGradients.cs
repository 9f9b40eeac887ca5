namespace Bss2.Training.EventProp;

/// <summary>dLoss/dt of every recorded spike of a sample, 1/µs: the only thing a loss tells the adjoint.</summary>
public sealed class TimeGradients
{
    private readonly List<double>[] _values;

    /// <summary>For a network with <paramref name="layers"/> layers.</summary>
    public TimeGradients(int layers)
    {
        _values = new List<double>[layers];
        for (int l = 0; l < layers; l++)
        {
            _values[l] = [];
        }
    }

    /// <summary>Sets all of a layer's values to 0.</summary>
    public void Clear(int layer, int spikes)
    {
        _values[layer].Clear();
        for (int k = 0; k < spikes; k++)
        {
            _values[layer].Add(0);
        }
    }

    /// <summary>Derivative with respect to the time of spike <paramref name="ordinal"/> of a layer.</summary>
    public double this[int layer, int ordinal]
    {
        get => _values[layer][ordinal];
        set => _values[layer][ordinal] = value;
    }
}
