using Bss2.Hal.Coordinates;

namespace Bss2.Runtime.Placement;

/// <summary>The two refractory clocks of each backend block: who wants the same scale shares one.</summary>
/// <remarks>Register-map 3, CommonNeuronBackendConfig: a block has a fast and a slow clock, each neuron picks one.</remarks>
internal sealed class BackendClocks
{
    public const int PerBlock = 2;

    private readonly List<int>[] _scales = [.. Enumerable.Range(0, NeuronBackendBlock.Count).Select(_ => new List<int>(PerBlock))];

    /// <summary>Clock scales in use, per block: the first is the fast clock's, the second the slow one's.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Scales => _scales;

    /// <summary>Whether a block has, or can still take, a scale.</summary>
    public bool Offers(int block, int scale) => _scales[block].Contains(scale) || _scales[block].Count < PerBlock;

    /// <summary>Takes a scale that <see cref="Offers"/> allows.</summary>
    public void Take(int block, int scale)
    {
        if (!_scales[block].Contains(scale))
        {
            _scales[block].Add(scale);
        }
    }

    /// <summary>Whether a scale is the fast clock's.</summary>
    public bool IsFast(int block, int scale) => _scales[block].IndexOf(scale) == 0;
}
