using System.Text.Json;
using Bss2.Hal.Coordinates;
using Bss2.Spikes;

namespace Bss2.Cli.Vectors;

/// <summary>Checks tables of coordinates and their conversions (coordinates.json), from the number and back.</summary>
internal static class CoordinateVectors
{
    private static readonly (string Table, string Columns, Func<Dictionary<string, long>, Dictionary<string,
        long>> Actual)[] Tables =
    [
        ("neurons", "neuron_columns", row => Neuron((int)row["atomic_enum"])),
        ("crossbar_nodes", "crossbar_node_columns", row => Node((int)row["enum"])),
        ("synapse_drivers", "synapse_driver_columns", row => Driver((int)row["enum"])),
        ("synapse_columns", "synapse_column_columns", row => Column((int)row["synapse_on_row"])),
        ("unused_capmem_cells", "unused_capmem_cell_columns", row => UnusedCell((int)row["enum"])),
        ("capmem_cells", "capmem_cell_columns", row => Cell((int)row["enum"])),
        ("synapse_quads", "synapse_quad_columns", row => Quad((int)row["enum"])),
    ];

    /// <summary>Name and problem (null if it passed) of every row, or null if the file is of another kind.</summary>
    public static IReadOnlyList<(string Name, string? Problem)>? Check(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("neuron_columns", out _))
        {
            return null;
        }
        List<(string, string?)> results = [];
        HashSet<string> known = ["cadc", "spike_labels"];
        foreach (var (table, columns, actual) in Tables)
        {
            known.UnionWith([table, columns]);
            string[] names = [.. VectorJson.List(root, columns).Select(c => c.GetString()!)];
            foreach (JsonElement row in VectorJson.List(root, table))
            {
                var expected = names.Zip(row.EnumerateArray().Select(VectorJson.Number)).ToDictionary(p => p.First,
                    p => p.Second);
                results.Add(($"coordinates: {table}", Differ(expected, actual)));
            }
        }
        results.AddRange(Objects(root, "cadc", Cadc));
        results.AddRange(Objects(root, "spike_labels", row => Label((ushort)row["raw"])));
        results.AddRange(root.EnumerateObject().Where(p => !known.Contains(p.Name))
            .Select(p => ("coordinates", (string?)$"no table of ours answers to {p.Name}")));
        return results;
    }

    private static IEnumerable<(string, string?)> Objects(
        JsonElement root, string table, Func<Dictionary<string, long>, Dictionary<string, long>> actual)
    {
        foreach (JsonElement row in VectorJson.List(root, table))
        {
            var expected = row.EnumerateObject().Where(p => p.Name != "kind").ToDictionary(p => p.Name,
                p => VectorJson.Number(p.Value));
            yield return ($"coordinates: {table}", Differ(expected, actual));
        }
    }

    private static string? Differ(Dictionary<string, long> expected, Func<Dictionary<string, long>, Dictionary<string,
        long>> actual)
    {
        Dictionary<string, long> own = actual(expected);
        foreach ((string name, long value) in expected)
        {
            if (!own.TryGetValue(name, out long ours) || ours != value)
            {
                return $"row {string.Join(", ", expected)}: {name} is {(own.TryGetValue(name, out ours) ? ours : "missing")}";
            }
        }
        return null;
    }

    private static Dictionary<string, long> Neuron(int number)
    {
        var neuron = new AtomicNeuron(number);
        NeuronBackend backend = neuron.Backend;
        bool consistent = backend.Neuron == neuron && new AtomicNeuron(neuron.Row, neuron.Column) == neuron;
        return new()
        {
            ["atomic_enum"] = consistent ? number : -1, ["x"] = neuron.Column.Value, ["y"] = neuron.Row.Value,
                ["config_enum"] = neuron.Value,
            ["config_block"] = neuron.ConfigBlock, ["config_on_block"] = neuron.IndexInConfigBlock,
            ["backend_enum"] = backend.Value, ["backend_block"] = backend.Block, ["backend_on_block"] = backend.IndexInBlock,
            ["reset_enum"] = backend.Value, ["spike_counter_enum"] = backend.Value, ["capmem_block"] = neuron.CapMemBlock.Value,
            ["capmem_column"] = neuron.Cell(new(0)).Column.Value,
            ["synapse_quad_column"] = SynapseQuadAddress.QuadOf(neuron.SynapseColumn).Value,
            ["entry_on_quad"] = SynapseQuadAddress.EntryOf(neuron.SynapseColumn).Value,
                ["event_output"] = neuron.EventOutput.Value,
            ["crossbar_input"] = neuron.CrossbarInput.Value,
            ["event_output_on_backend_block"] = neuron.EventOutput.IndexInBackendBlock,
        };
    }

    private static Dictionary<string, long> Node(int number)
    {
        var node = new CrossbarNodeAddress(number);
        bool consistent = CrossbarNodeAddress.Between(node.Input, node.Output) == node;
        return new() { ["enum"] = consistent ? number : -1, ["output_x"] = node.Output.Value, ["input_y"] = node.Input.Value };
    }

    private static Dictionary<string, long> Driver(int number)
    {
        var driver = new SynapseDriver(number);
        bool consistent = new SynapseDriver(driver.Hemisphere, driver.Bus, driver.PositionOnBus) == driver;
        return new()
        {
            ["enum"] = consistent ? number : -1, ["block"] = driver.Hemisphere.Value, ["on_block"] = driver.IndexInHemisphere,
            ["padi_bus_on_block"] = driver.Bus.Value, ["on_padi_bus"] = driver.PositionOnBus, ["top_row"] = driver.TopRow.Value,
            ["bottom_row"] = driver.BottomRow.Value, ["capmem_block"] = driver.CapMemBlock.Value,
        };
    }

    private static Dictionary<string, long> Column(int number)
    {
        var column = new SynapseColumn(number);
        SynapseQuadColumn quad = SynapseQuadAddress.QuadOf(column);
        EntryOnQuad entry = SynapseQuadAddress.EntryOf(column);
        bool consistent = SynapseQuadAddress.ColumnOf(quad, entry) == column;
        return new() { ["synapse_on_row"] = consistent ? number : -1, ["quad_column"] = quad.Value,
            ["entry_on_quad"] = entry.Value };
    }

    private static Dictionary<string, long> UnusedCell(int number)
    {
        Dictionary<string, long> cell = Cell(CapMemCellAddress.Unused[number].Value);
        cell["enum"] = number;
        return cell;
    }

    private static Dictionary<string, long> Cell(int number)
    {
        var cell = new CapMemCellAddress(number);
        bool consistent = new CapMemCellAddress(cell.Block, cell.Row, cell.Column) == cell;
        return new()
        {
            ["enum"] = consistent ? number : -1, ["block"] = cell.Block.Value, ["column"] = cell.Column.Value,
                ["row"] = cell.Row.Value,
        };
    }

    private static Dictionary<string, long> Quad(int number)
    {
        var quad = new SynapseQuadAddress(number);
        bool consistent = new SynapseQuadAddress(quad.Hemisphere, quad.Row, quad.QuadColumn) == quad;
        return new()
        {
            ["enum"] = consistent ? number : -1, ["synram"] = quad.Hemisphere.Value, ["quad_x"] = quad.QuadColumn.Value,
            ["row_y"] = quad.Row.Value,
        };
    }

    private static Dictionary<string, long> Cadc(Dictionary<string, long> expected)
    {
        int number = (int)expected["enum"];
        if (expected.ContainsKey("column"))
        {
            var channel = new CadcChannel(number);
            bool same = new CadcChannel(channel.Hemisphere, channel.IsAcausal, channel.Column) == channel;
            return new()
            {
                ["enum"] = same ? number : -1, ["synram"] = channel.Hemisphere.Value, ["type"] = channel.IsAcausal ? 1 : 0,
                ["column"] = channel.Column.Value,
            };
        }
        var quad = new CadcSampleQuad(number);
        bool consistent = new CadcSampleQuad(quad.Hemisphere, quad.IsBuffered, quad.IsAcausal, quad.Row, quad.QuadColumn) == quad;
        return new()
        {
            ["enum"] = consistent ? number : -1, ["synram"] = quad.Hemisphere.Value, ["readout_type"] = quad.IsBuffered ? 1 : 0,
            ["type"] = quad.IsAcausal ? 1 : 0, ["quad_x"] = quad.QuadColumn.Value, ["quad_y"] = quad.Row.Value,
        };
    }

    private static Dictionary<string, long> Label(ushort raw)
    {
        var label = new SpikeLabel(raw);
        return new()
        {
            ["raw"] = label.Value, ["spl1_address"] = label.Spl1Address, ["neuron_label"] = label.NeuronLabel,
            ["neuron_event_output"] = label.NeuronEventOutput, ["neuron_backend_address_out"] = label.NeuronBackendAddress,
            ["padi_label"] = label.PadiLabel, ["row_select_address"] = label.RowSelectAddress,
                ["synapse_label"] = label.SynapseLabel,
        };
    }
}
