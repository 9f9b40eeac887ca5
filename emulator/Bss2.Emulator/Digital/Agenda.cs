namespace Bss2.Emulator.Digital;

/// <summary>What is due; within a cycle lower values go first (analog-core 8.5).</summary>
internal enum AgendaKind
{
    Background,
    Crossbar,
    Padi,
}

/// <summary>Something that the digital core does at a chip cycle.</summary>
/// <param name="Key">Cycle, kind and index, so that items of one cycle have one order whatever order they were added in.</param>
/// <param name="Sequence">Breaks the remaining ties: first in, first out.</param>
/// <param name="Value">Label, and the output for one that has been routed.</param>
internal readonly record struct AgendaItem(ulong Key, ulong Sequence, int Value)
{
    public long Cycle => (long)(Key >> Agenda.CycleShift);

    public AgendaKind Kind => (AgendaKind)((Key >> Agenda.KindShift) & 0xF);

    public int Index => (int)(Key & 0xFFF);
}

/// <summary>
/// Time-ordered queue of the digital core without allocation in steady state. Most items come in order and go to a ring; those that come
/// too early for it go to a binary heap.
/// </summary>
internal sealed class Agenda
{
    public const int CycleShift = 16, KindShift = 12;

    private AgendaItem[] _ring = new AgendaItem[1024], _heap = new AgendaItem[64];
    private int _ringFirst, _ringCount, _heapCount;
    private ulong _sequence;

    public int Count => _ringCount + _heapCount;

    /// <summary>Cycle of the first item; far future when empty.</summary>
    public long HeadCycle { get; private set; } = long.MaxValue;

    public void Add(long cycle, AgendaKind kind, int index, int value)
    {
        var item = new AgendaItem((ulong)cycle << CycleShift | (ulong)kind << KindShift | (uint)index, _sequence++, value);
        if (_ringCount == 0 || !Before(item, _ring[_ringFirst + _ringCount - 1 & _ring.Length - 1]))
        {
            Append(item);
        }
        else
        {
            Push(item);
        }
        HeadCycle = Math.Min(HeadCycle, cycle);
    }

    public AgendaItem Take()
    {
        AgendaItem first = IsHeapFirst() ? Pop() : Dequeue();
        HeadCycle = Math.Min(_ringCount == 0 ? long.MaxValue : _ring[_ringFirst].Cycle, _heapCount == 0 ? long.MaxValue : _heap[0].Cycle);
        return first;
    }

    /// <summary>Whether the first item here comes before another agenda's first.</summary>
    public bool IsBefore(Agenda other) => Count > 0 && (other.Count == 0 || Before(Head(), other.Head()));

    public void Clear()
    {
        (_ringFirst, _ringCount, _heapCount) = (0, 0, 0);
        HeadCycle = long.MaxValue;
    }

    private bool IsHeapFirst() => _heapCount > 0 && (_ringCount == 0 || Before(_heap[0], _ring[_ringFirst]));

    private AgendaItem Head() => IsHeapFirst() ? _heap[0] : _ring[_ringFirst];

    private void Append(in AgendaItem item)
    {
        if (_ringCount == _ring.Length)
        {
            var larger = new AgendaItem[2 * _ringCount];
            for (int k = 0; k < _ringCount; k++)
            {
                larger[k] = _ring[_ringFirst + k & _ring.Length - 1];
            }
            (_ring, _ringFirst) = (larger, 0);
        }
        _ring[_ringFirst + _ringCount++ & _ring.Length - 1] = item;
    }

    private AgendaItem Dequeue()
    {
        AgendaItem first = _ring[_ringFirst];
        _ringFirst = _ringFirst + 1 & _ring.Length - 1;
        _ringCount--;
        return first;
    }

    private void Push(in AgendaItem item)
    {
        if (_heapCount == _heap.Length)
        {
            Array.Resize(ref _heap, 2 * _heapCount);
        }
        int place = _heapCount++;
        while (place > 0)
        {
            int parent = (place - 1) >> 1;
            if (!Before(item, _heap[parent]))
            {
                break;
            }
            _heap[place] = _heap[parent];
            place = parent;
        }
        _heap[place] = item;
    }

    private AgendaItem Pop()
    {
        AgendaItem first = _heap[0], last = _heap[--_heapCount];
        int place = 0;
        for (; ; )
        {
            int child = 2 * place + 1;
            if (child >= _heapCount)
            {
                break;
            }
            if (child + 1 < _heapCount && Before(_heap[child + 1], _heap[child]))
            {
                child++;
            }
            if (!Before(_heap[child], last))
            {
                break;
            }
            _heap[place] = _heap[child];
            place = child;
        }
        _heap[place] = last;
        return first;
    }

    private static bool Before(in AgendaItem left, in AgendaItem right) =>
        left.Key != right.Key ? left.Key < right.Key : left.Sequence < right.Sequence;
}
