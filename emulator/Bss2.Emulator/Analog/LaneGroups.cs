namespace Bss2.Emulator.Analog;

/// <summary>
/// The circuits of an engine as lanes, eight to a group; a group lies in one half of the chip, so that halves can be integrated apart.
/// A group is also the unit of everything that is decided together, so that results do not depend on the width of a machine's vectors.
/// </summary>
internal sealed class LaneGroups
{
    /// <summary>Lanes in a group.</summary>
    public const int Width = 8;

    /// <summary>The neuron of a lane that only pads a group.</summary>
    public const int None = -1;

    private readonly int[] _laneOf = new int[AnalogConfiguration.Neurons];

    /// <summary>Lays out neurons given in ascending order.</summary>
    public LaneGroups(ReadOnlySpan<int> neurons)
    {
        var lanes = new List<int>();
        foreach (int neuron in neurons)
        {
            while (lanes.Count > 0 && lanes[^1] < AnalogConfiguration.Columns && neuron >= AnalogConfiguration.Columns && lanes.Count % Width != 0)
            {
                lanes.Add(None);
            }
            TopGroups = neuron < AnalogConfiguration.Columns ? lanes.Count / Width + 1 : TopGroups;
            lanes.Add(neuron);
        }
        while (lanes.Count % Width != 0)
        {
            lanes.Add(None);
        }
        Neurons = [.. lanes];
        Array.Fill(_laneOf, None);
        for (int lane = 0; lane < Neurons.Length; lane++)
        {
            if (Neurons[lane] != None)
            {
                _laneOf[Neurons[lane]] = lane;
            }
        }
    }

    /// <summary>Neuron of each lane, or <see cref="None"/>.</summary>
    public int[] Neurons { get; }

    /// <summary>Groups of the top half; they come first.</summary>
    public int TopGroups { get; }

    /// <summary>All groups.</summary>
    public int Count => Neurons.Length / Width;

    /// <summary>Lane of a neuron, or <see cref="None"/>.</summary>
    public int LaneOf(int neuron) => _laneOf[neuron];

    /// <summary>Half of the chip of a group.</summary>
    public int HemisphereOf(int group) => group < TopGroups ? 0 : 1;

    /// <summary>Groups of a half, or all.</summary>
    public (int First, int End) Range(int? hemisphere) => hemisphere switch
    {
        0 => (0, TopGroups),
        1 => (TopGroups, Count),
        _ => (0, Count),
    };
}
