namespace Bss2.Emulator.Digital;

/// <summary>What is due; within a cycle lower values go first (analog-core 8.5).</summary>
internal enum AgendaKind
{
    Background,
    Crossbar,
    Padi,
    L2,
    Edge,
}

/// <summary>Something that the digital core does at a chip cycle.</summary>
/// <param name="Key">Cycle, kind and index, so that items of one cycle have one order whatever order they were added in.</param>
/// <param name="Sequence">Breaks the remaining ties: first in, first out.</param>
/// <param name="Value">Label or generation.</param>
internal readonly record struct AgendaItem(ulong Key, ulong Sequence, int Value)
{
    public long Cycle => (long)(Key >> Agenda.CycleShift);

    public AgendaKind Kind => (AgendaKind)((Key >> Agenda.KindShift) & 0xF);

    public int Index => (int)(Key & 0xFFF);
}

/// <summary>Time-ordered queue of the digital core: a binary heap without allocation in steady state.</summary>
internal sealed class Agenda
{
    public const int CycleShift = 16, KindShift = 12;

    private AgendaItem[] heap = new AgendaItem[1024];
    private ulong sequence;

    public int Count { get; private set; }

    /// <summary>Cycle of the first item; far future when empty.</summary>
    public long HeadCycle { get; private set; } = long.MaxValue;

    public void Add(long cycle, AgendaKind kind, int index, int value)
    {
        var item = new AgendaItem((ulong)cycle << CycleShift | (ulong)kind << KindShift | (uint)index, sequence++, value);
        if (Count == heap.Length)
        {
            Array.Resize(ref heap, 2 * Count);
        }
        int place = Count++;
        while (place > 0)
        {
            int parent = (place - 1) >> 1;
            if (!Before(item, heap[parent]))
            {
                break;
            }
            heap[place] = heap[parent];
            place = parent;
        }
        heap[place] = item;
        HeadCycle = heap[0].Cycle;
    }

    public AgendaItem Take()
    {
        AgendaItem first = heap[0], last = heap[--Count];
        int place = 0;
        for (; ; )
        {
            int child = 2 * place + 1;
            if (child >= Count)
            {
                break;
            }
            if (child + 1 < Count && Before(heap[child + 1], heap[child]))
            {
                child++;
            }
            if (!Before(heap[child], last))
            {
                break;
            }
            heap[place] = heap[child];
            place = child;
        }
        heap[place] = last;
        HeadCycle = Count == 0 ? long.MaxValue : heap[0].Cycle;
        return first;
    }

    public void Clear()
    {
        Count = 0;
        HeadCycle = long.MaxValue;
    }

    private static bool Before(in AgendaItem left, in AgendaItem right) =>
        left.Key != right.Key ? left.Key < right.Key : left.Sequence < right.Sequence;
}
