using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary>All weights into a layer as rows in lanes: the projections' rows below each other, each padded to full vectors with 0.</summary>
internal sealed class StackedWeights
{
    private readonly int[] _projections, _firstRow;
    private readonly int _targets;

    /// <param name="network">Shape.</param>
    /// <param name="layer">Target.</param>
    /// <param name="multiple">Rows are padded to a multiple of this.</param>
    public StackedWeights(NetworkSnapshot network, int layer, int multiple = LaneArray.Widest)
    {
        _projections = [.. Enumerable.Range(0, network.Projections.Count).Where(p => network.Projections[p].Target == layer)];
        _targets = network.Layers[layer].Size;
        _firstRow = new int[_projections.Length];
        int rows = 0;
        for (int k = 0; k < _projections.Length; k++)
        {
            _firstRow[k] = rows;
            rows += network.Projections[_projections[k]].SourceSize;
        }
        Stride = (_targets + multiple - 1) / multiple * multiple;
        NoRow = rows;
        Values = new double[(rows + 1) * Stride];
    }

    /// <summary>Indices of the projections, in the network's order.</summary>
    public ReadOnlySpan<int> Projections => _projections;

    /// <summary>Row-major [row][target], padded.</summary>
    public double[] Values { get; }

    /// <summary>A row of zeros after the last one: for steps at which nothing arrives.</summary>
    public int NoRow { get; }

    /// <summary>Length of a row.</summary>
    public int Stride { get; }

    /// <summary>Row of the first source of a projection.</summary>
    /// <param name="k">Position in <see cref="Projections"/>.</param>
    public int FirstRow(int k) => _firstRow[k];

    /// <summary>Copies the present weights.</summary>
    public void Load(NetworkSnapshot network)
    {
        for (int k = 0; k < _projections.Length; k++)
        {
            Projection projection = network.Projections[_projections[k]];
            for (int source = 0; source < projection.SourceSize; source++)
            {
                projection.Weights.AsSpan(source * _targets, _targets).CopyTo(Values.AsSpan((_firstRow[k] + source) * Stride));
            }
        }
    }
}
