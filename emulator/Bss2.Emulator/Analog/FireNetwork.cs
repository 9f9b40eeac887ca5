namespace Bss2.Emulator.Analog;

/// <summary>Backends whose fire line is switched to others: a master's firing resets the slaves that it reaches.</summary>
/// <remarks>
/// Fields: register-map 3 (NeuronBackendConfig word 3). Their meaning is read from the names (choice): bottom joins both rows, to-right
/// passes a fire on to the right neighbour, from-right takes one over from it.
/// </remarks>
internal static class FireNetwork
{
    private const int Columns = AnalogConfiguration.Columns;

    /// <summary>Slaves that a firing of a neuron resets, in ascending order.</summary>
    public static int[] SlavesOf(FireSwitches[] switches, int neuron)
    {
        if (!switches[neuron].Master)
        {
            return [];
        }
        var reached = new SortedSet<int> { neuron };
        var open = new Queue<int>(reached);
        while (open.TryDequeue(out int n))
        {
            int column = n % Columns, partner = CircuitTopology.Partner(n);
            Visit(partner, switches[n].Bottom || switches[partner].Bottom);
            Visit(n + 1, column < Columns - 1 && switches[n].ToRight);
            Visit(n - 1, column > 0 && switches[n - 1].FromRight);
        }
        return [.. reached.Where(n => n != neuron && switches[n].Slave)];

        void Visit(int n, bool passes)
        {
            if (passes && reached.Add(n))
            {
                open.Enqueue(n);
            }
        }
    }
}
