namespace Bss2.Emulator.Analog;

/// <summary>
/// Which membranes switches tie together. A compartment is one voltage: membranes joined directly or over the soma line. Conductances
/// couple compartments, directly or over a piece of soma line that no membrane is tied to (a junction).
/// </summary>
/// <remarks>
/// Register-map 3, analog-core 1.3: connect right and bottom act on membranes, connect soma ties a membrane to its piece of the soma line,
/// the inter-compartment conductance does so through a resistance, connect somata joins a piece to its right neighbour.
/// </remarks>
internal sealed class CircuitTopology
{
    private const int Neurons = AnalogConfiguration.Neurons, Columns = AnalogConfiguration.Columns;

    private readonly NeuronCircuit[] _circuits;
    private readonly int[] _node = new int[2 * Neurons], _group = new int[2 * Neurons];

    /// <summary>Reads the switches as they are now.</summary>
    public CircuitTopology(NeuronCircuit[] circuits)
    {
        _circuits = circuits;
        for (int k = 0; k < 2 * Neurons; k++)
        {
            (_node[k], _group[k]) = (k, k);
        }
        for (int n = 0; n < Neurons; n++)
        {
            ref readonly NeuronCircuit c = ref circuits[n];
            bool hasRight = n % Columns < Columns - 1;
            Tie(n, n + 1, c.ConnectMembraneRight && hasRight);
            Tie(n, Partner(n), c.ConnectBottom);
            Tie(n, Soma(n), c.ConnectSoma);
            Tie(Soma(n), Soma(n + 1), c.ConnectSomata && hasRight);
        }
        for (int n = 0; n < Neurons; n++)
        {
            if (circuits[n].InterCompartment)
            {
                Join(_group, n, Soma(n));
            }
        }
    }

    /// <summary>The circuit above or below.</summary>
    public static int Partner(int neuron) => (neuron + Columns) % Neurons;

    /// <summary>Circuits that share charge with this one, itself included, in ascending order.</summary>
    public IEnumerable<int> GroupOf(int neuron) => Enumerable.Range(0, Neurons).Where(n => Root(_group, n) == Root(_group, neuron));

    /// <summary>Number of a circuit's compartment: equal for circuits with one membrane.</summary>
    public int CompartmentOf(int neuron) => Root(_node, neuron);

    /// <summary>Number of the compartment or junction that a circuit's piece of the soma line belongs to.</summary>
    public int SomaOf(int neuron) => Root(_node, Soma(neuron));

    /// <summary>Whether any circuit of the group is for itself in use.</summary>
    public bool[] InUse(Func<NeuronCircuit, bool> itself)
    {
        bool[] roots = new bool[2 * Neurons], inUse = new bool[Neurons];
        for (int n = 0; n < Neurons; n++)
        {
            roots[Root(_group, n)] |= itself(_circuits[n]);
        }
        for (int n = 0; n < Neurons; n++)
        {
            inUse[n] = roots[Root(_group, n)];
        }
        return inUse;
    }

    private static int Soma(int neuron) => Neurons + neuron;

    private void Tie(int a, int b, bool closed)
    {
        if (closed)
        {
            Join(_node, a, b);
            Join(_group, a, b);
        }
    }

    // The smaller number becomes the root, so that a compartment with a membrane is numbered by its first circuit.
    private static void Join(int[] parents, int a, int b)
    {
        (a, b) = (Root(parents, a), Root(parents, b));
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    private static int Root(int[] parents, int k)
    {
        while (parents[k] != k)
        {
            k = parents[k];
        }
        return k;
    }
}
