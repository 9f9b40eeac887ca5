namespace Bss2.Emulator.Digital;

/// <summary>Events that passed a crossbar output to the host and wait for their cycle: in order at each output, merged when they leave.</summary>
internal sealed class DepartureQueues
{
    /// <summary>Crossbar outputs to the host.</summary>
    public const int Outputs = 4;

    private readonly Queue<(long Cycle, ushort Label)>[] _waiting = [new(), new(), new(), new()];
    private readonly long[] _head = [long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue];

    /// <summary>Appends an event, which is later than the last one of its output.</summary>
    public void Add(int output, long cycle, ushort label)
    {
        _head[output] = Math.Min(_head[output], cycle);
        _waiting[output].Enqueue((cycle, label));
    }

    /// <summary>Takes the first event before a cycle; of those of one cycle that of the lowest output.</summary>
    public bool TryTake(long before, out long cycle, out ushort label)
    {
        int first = 0;
        for (int output = 1; output < Outputs; output++)
        {
            first = _head[output] < _head[first] ? output : first;
        }
        if (_head[first] >= before)
        {
            (cycle, label) = (0, 0);
            return false;
        }
        (cycle, label) = _waiting[first].Dequeue();
        _head[first] = _waiting[first].TryPeek(out (long Cycle, ushort Label) next) ? next.Cycle : long.MaxValue;
        return true;
    }
}
