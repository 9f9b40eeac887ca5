namespace Bss2.Hal.Coordinates;

/// <summary>A neuron circuit: number 256 · row + column, which is also its neuron configuration number.</summary>
/// <remarks>Source: halco neuron; register-map 1.2.</remarks>
public readonly record struct AtomicNeuron : ICoordinate<AtomicNeuron>
{
    /// <summary>How many there are.</summary>
    public const int Count = 512;

    private const int ColumnsPerBlock = 128, ColumnsPerEventOutput = 32;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..511.</exception>
    public AtomicNeuron(int value) => Value = Ranged.Require(nameof(AtomicNeuron), value, Count);

    /// <summary>The one in a column and row.</summary>
    public AtomicNeuron(NeuronRow row, NeuronColumn column) : this(NeuronColumn.Count * row.Value + column.Value)
    {
    }

    /// <summary>Its number.</summary>
    public int Value { get; }

    /// <summary>Row, which is also the hemisphere whose synapses reach it.</summary>
    public NeuronRow Row => new(Value / NeuronColumn.Count);

    /// <summary>Column.</summary>
    public NeuronColumn Column => new(Value % NeuronColumn.Count);

    /// <summary>Hemisphere of its synapses.</summary>
    public Hemisphere Hemisphere => new(Row.Value);

    /// <summary>Quadrant: neuron configuration block and CapMem block have the same number.</summary>
    public int ConfigBlock => 2 * Row.Value + Column.Value / ColumnsPerBlock;

    /// <summary>Index in the configuration block, and its CapMem column.</summary>
    public int IndexInConfigBlock => Column.Value % ColumnsPerBlock;

    /// <summary>Its backend, reset and spike counter.</summary>
    public NeuronBackend Backend => new(256 * (Column.Value / ColumnsPerBlock) + ColumnsPerBlock * Row.Value
        + Column.Value % ColumnsPerBlock);

    /// <summary>CapMem block.</summary>
    public CapMemBlock CapMemBlock => new(ConfigBlock);

    /// <summary>Its event output, which is also its crossbar input.</summary>
    public NeuronEventOutput EventOutput => new(Column.Value / ColumnsPerEventOutput);

    /// <summary>Crossbar input of its events.</summary>
    public CrossbarInput CrossbarInput => new(EventOutput.Value);

    /// <summary>The synapse column above or below it.</summary>
    public SynapseColumn SynapseColumn => new(Column.Value);

    /// <summary>Cell of one of its parameters.</summary>
    public CapMemCellAddress Cell(CapMemRow row) => new(CapMemBlock, row, new CapMemColumn(IndexInConfigBlock));

    static int ICoordinate<AtomicNeuron>.Count => Count;

    static AtomicNeuron ICoordinate<AtomicNeuron>.At(int number) => new(number);
}
