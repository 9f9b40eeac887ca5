using Bss2.Emulator.Analog;
using Bss2.Spikes;
using T = Bss2.Emulator.Digital.EventTiming;

namespace Bss2.Emulator.Faults;

/// <summary>A chip's faults by place, worked out once.</summary>
internal sealed class FaultMap
{
    private const int NeuronColumns = 128;

    private readonly bool[] _deadNeurons = new bool[AnalogConfiguration.Neurons];
    private readonly bool[]? _deadSynapses;
    private readonly Dictionary<int, byte> _stuckWeights = [];
    private readonly Dictionary<(int Block, int Cell), ushort> _stuckCells = [];
    private readonly Dictionary<(int Block, int Cell), int> _wrongCells = [];
    private readonly SeedTree _seed;
    private readonly SpikeLoss _loss;

    /// <summary>Works a plan out.</summary>
    /// <exception cref="ArgumentException">The plan names what does not exist.</exception>
    public FaultMap(ChipFaults faults)
    {
        faults.Validate();
        (_seed, _loss, Flaps) = (SeedTree.Root(faults.Seed).Child(0xFA17), faults.LostSpikes, faults.LinkFlaps);
        InputLaneDepth = faults.Queues.InputLane ?? T.InputLaneDepth;
        EventOutputDepth = faults.Queues.EventOutput ?? T.EventOutputDepth;
        CrossbarOutputDepth = faults.Queues.CrossbarOutput ?? T.CrossbarOutputDepth;
        PadiQueueDepth = faults.Queues.Padi ?? T.PadiQueueDepth;
        for (int neuron = 0; neuron < _deadNeurons.Length; neuron++)
        {
            _deadNeurons[neuron] = Strikes(FaultKind.DeadNeuron, neuron, faults.DeadNeurons.Share) || faults.DeadNeurons.List.Contains(neuron);
        }
        _deadSynapses = DeadSynapsesOf(faults.DeadSynapses);
        StickWeights(faults.StuckWeights);
        StrikeCells(faults.StuckCapmem, faults.WrongCapmem);
    }

    /// <summary>Nothing is broken.</summary>
    public static FaultMap None { get; } = new(new ChipFaults());

    public int InputLaneDepth { get; }

    public int EventOutputDepth { get; }

    public int CrossbarOutputDepth { get; }

    public int PadiQueueDepth { get; }

    public IReadOnlyList<LinkFlap> Flaps { get; }

    /// <summary>Whether synapses do something else than their memory says.</summary>
    public bool HasDeadSynapses => _deadSynapses is not null;

    /// <summary>Weights that memory holds whatever is written, by synapse [(256 · hemisphere + row) · 256 + column].</summary>
    public IReadOnlyDictionary<int, byte> StuckWeights => _stuckWeights;

    /// <summary>Cells that follow one code whatever is written.</summary>
    public IReadOnlyDictionary<(int Block, int Cell), ushort> StuckCells => _stuckCells;

    public bool IsDeadNeuron(int neuron) => _deadNeurons[neuron];

    public bool IsDeadSynapse(int synapse) => _deadSynapses is not null && _deadSynapses[synapse];

    /// <summary>What a weight's memory holds after a write.</summary>
    public byte Weight(int synapse, byte written) =>
        _stuckWeights.Count > 0 && _stuckWeights.TryGetValue(synapse, out byte stuck) ? stuck : written;

    /// <summary>The code that a cell follows after a write.</summary>
    public ushort CapMemCode(int block, int cell, ushort written)
    {
        if (_stuckCells.Count > 0 && _stuckCells.TryGetValue((block, cell), out ushort stuck))
        {
            return stuck;
        }
        return written <= FaultRange.HighestCode && _wrongCells.Count > 0 && _wrongCells.TryGetValue((block, cell), out int offset)
            ? (ushort)Math.Clamp(written + offset, 0, FaultRange.HighestCode) : written;
    }

    /// <summary>Whether a spike vanishes on its way to the chip.</summary>
    /// <param name="label">Its label.</param>
    /// <param name="systemCycle">System time, 4 ns.</param>
    public bool LosesToChip(ushort label, long systemCycle) => Loses(FaultKind.LostToChip, _loss.ToChip, label, systemCycle);

    /// <summary>Whether a spike vanishes on its way to the FPGA.</summary>
    public bool LosesFromChip(ushort label, long systemCycle) => Loses(FaultKind.LostFromChip, _loss.FromChip, label, systemCycle);

    private bool Loses(FaultKind kind, double probability, ushort label, long systemCycle) => probability > 0
        && _seed.Child((ulong)kind).Child(label).Uniform((ulong)systemCycle) < probability;

    private bool Strikes(FaultKind kind, int place, double share) => share > 0 && _seed.Child((ulong)kind).Uniform((ulong)place) < share;

    private bool[]? DeadSynapsesOf(SynapseFaults faults)
    {
        if (faults.Share == 0 && faults.List.Count == 0)
        {
            return null;
        }
        var dead = new bool[AnalogConfiguration.Hemispheres * AnalogConfiguration.Rows * AnalogConfiguration.Columns];
        for (int synapse = 0; synapse < dead.Length; synapse++)
        {
            dead[synapse] = Strikes(FaultKind.DeadSynapse, synapse, faults.Share);
        }
        foreach (SynapsePlace place in faults.List)
        {
            dead[IndexOf(place)] = true;
        }
        return dead;
    }

    private void StickWeights(StuckWeightFaults faults)
    {
        const int all = AnalogConfiguration.Hemispheres * AnalogConfiguration.Rows * AnalogConfiguration.Columns;
        for (int synapse = 0; faults.Share > 0 && synapse < all; synapse++)
        {
            if (Strikes(FaultKind.StuckWeight, synapse, faults.Share))
            {
                _stuckWeights[synapse] = (byte)(faults.Weight
                    ?? _seed.Child((ulong)FaultKind.StuckWeightValue).Integer((ulong)synapse, FaultRange.HighestWeight + 1));
            }
        }
        foreach (StuckWeight stuck in faults.List)
        {
            _stuckWeights[IndexOf(stuck.Synapse)] = (byte)stuck.Weight;
        }
    }

    private void StrikeCells(StuckCellFaults stuck, WrongCellFaults wrong)
    {
        for (int place = 0; place < AnalogConfiguration.CapMemBlocks * AnalogConfiguration.CapMemRows * NeuronColumns; place++)
        {
            int block = place / (AnalogConfiguration.CapMemRows * NeuronColumns), rest = place % (AnalogConfiguration.CapMemRows * NeuronColumns);
            int cell = AnalogConfiguration.CapMemColumns * (rest / NeuronColumns) + rest % NeuronColumns;
            if (Strikes(FaultKind.StuckCell, place, stuck.Share))
            {
                _stuckCells[(block, cell)] = (ushort)(stuck.Code
                    ?? _seed.Child((ulong)FaultKind.StuckCellValue).Integer((ulong)place, FaultRange.HighestCode + 1));
            }
            if (Strikes(FaultKind.WrongCell, place, wrong.Share))
            {
                _wrongCells[(block, cell)] = wrong.Offset;
            }
        }
        foreach (StuckCell one in stuck.List)
        {
            _stuckCells[(one.Cell.Block, IndexOf(one.Cell))] = (ushort)one.Code;
        }
        foreach (WrongCell one in wrong.List)
        {
            _wrongCells[(one.Cell.Block, IndexOf(one.Cell))] = one.Offset;
        }
    }

    private static int IndexOf(SynapsePlace place) =>
        (AnalogConfiguration.Rows * place.Hemisphere + place.Row) * AnalogConfiguration.Columns + place.Column;

    private static int IndexOf(CapMemPlace place) => AnalogConfiguration.CapMemColumns * place.Row + place.Column;
}
