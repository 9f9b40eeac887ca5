namespace Bss2.Hal.Coordinates;

/// <summary>One of the 76 populated nodes of the event crossbar, in the order of their registers.</summary>
/// <remarks>Source: halco routing_crossbar; register-map 1.4.</remarks>
public readonly record struct CrossbarNodeAddress : ICoordinate<CrossbarNodeAddress>
{
    /// <summary>How many there are.</summary>
    public const int Count = 76;

    private const int FirstL2Node = 24, FirstBackgroundNode = 60, L2NodesPerInput = 9;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..75.</exception>
    public CrossbarNodeAddress(int value) => Value = Ranged.Require(nameof(CrossbarNodeAddress), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    /// <summary>Input.</summary>
    public CrossbarInput Input => new(Value < FirstL2Node ? Value / 3
        : Value < FirstBackgroundNode ? 8 + (Value - FirstL2Node) / L2NodesPerInput
        : 12 + (Value - FirstBackgroundNode) / 2);

    /// <summary>Output.</summary>
    public CrossbarOutput Output
    {
        get
        {
            int input = Input.Value;
            if (Value < FirstL2Node)
            {
                return new(input % 4 + 4 * (Value % 3));
            }
            if (Value < FirstBackgroundNode)
            {
                int k = (Value - FirstL2Node) % L2NodesPerInput;
                return new(k < 8 ? k : input);
            }
            return new((Value - FirstBackgroundNode) % 2 == 0 ? input - 12 : 8 + (input - 12) % 4);
        }
    }

    /// <summary>The node that joins an input to an output, or null where none is built.</summary>
    public static CrossbarNodeAddress? Between(CrossbarInput input, CrossbarOutput output)
    {
        for (int node = 0; node < Count; node++)
        {
            var candidate = new CrossbarNodeAddress(node);
            if (candidate.Input == input && candidate.Output == output)
            {
                return candidate;
            }
        }
        return null;
    }

    static int ICoordinate<CrossbarNodeAddress>.Count => Count;

    static CrossbarNodeAddress ICoordinate<CrossbarNodeAddress>.At(int number) => new(number);
}
