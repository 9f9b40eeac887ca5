namespace Bss2.Emulator.Digital;

/// <summary>
/// Writes to synapse memory that nothing depends on yet: synapses matter only when a pulse comes, so a write waits here and the analog core
/// need not stop for it.
/// </summary>
internal sealed class SynapseWrites
{
    private readonly List<(long Cycle, OmnibusBlock Block, uint Address, uint Value)> _waiting = [];
    private int _done;

    /// <summary>Cycle of the first write; far future without one.</summary>
    public long First => _done < _waiting.Count ? _waiting[_done].Cycle : long.MaxValue;

    /// <summary>Whether a block is of that kind.</summary>
    public static bool Takes(BlockKind kind) => kind is BlockKind.SynapseWeight or BlockKind.SynapseLabel or BlockKind.SynapseFull;

    /// <summary>Keeps a write, which is not before the last one.</summary>
    public void Add(OmnibusBlock block, uint address, uint value, long cycle) => _waiting.Add((cycle, block, address, value));

    /// <summary>Carries out writes up to a cycle.</summary>
    public void CarryOut(long cycle, ChipRegisters registers)
    {
        while (First <= cycle)
        {
            (long at, OmnibusBlock block, uint address, uint value) = _waiting[_done++];
            registers.Write(block, address, value, at);
        }
        if (_done == _waiting.Count)
        {
            _waiting.Clear();
            _done = 0;
        }
    }
}
