namespace Bss2.Links.Faults;

/// <summary>One direction of datagrams with faults: what goes in comes out late, twice, spoilt, in another order or not at all.</summary>
/// <remarks>
/// A datagram with an inverted bit does not come out: the checksums of Ethernet and UDP see to that, and HostARQ relies on them. One that
/// is cut short does. Not for two threads.
/// </remarks>
internal sealed class DatagramFaults(ConnectionFate.Direction fate)
{
    private const int MostHeld = 4096, FurthestBack = 8;
    private const long LongestHoldUs = 2000;

    private readonly LinkedList<(byte[] Bytes, long NotBeforeUs, long AfterNumber, long AtLatestUs)> _held = new();
    private long _left, _stalledUntilUs;

    /// <summary>A datagram enters.</summary>
    public void Put(ReadOnlySpan<byte> datagram, long nowUs)
    {
        LinkFaultRates rates = fate.Rates;
        if (!fate.Next() || _held.Count >= MostHeld || fate.Happens(LinkFaultKind.Drop, rates.Drop) || fate.Happens(LinkFaultKind.Flip, rates.Flip))
        {
            return;
        }
        if (fate.Happens(LinkFaultKind.Truncate, rates.Truncate))
        {
            datagram = datagram[..fate.Which(LinkFaultKind.Truncate, Math.Max(1, datagram.Length))];
        }
        if (fate.Happens(LinkFaultKind.Delay, rates.Delay))
        {
            _stalledUntilUs = nowUs + (long)(rates.DelayMs * 1000);
        }
        bool late = fate.Happens(LinkFaultKind.Reorder, rates.Reorder);
        for (int copies = fate.Happens(LinkFaultKind.Duplicate, rates.Duplicate) ? 2 : 1; copies > 0; copies--)
        {
            // Of two copies only the first may be late.
            long after = late && copies == 1 ? _left + _held.Count + 1 + fate.Which(LinkFaultKind.Reorder, FurthestBack) : 0;
            _held.AddLast((datagram.ToArray(), _stalledUntilUs, after, Math.Max(nowUs, _stalledUntilUs) + LongestHoldUs));
        }
    }

    /// <summary>The next datagram that is due to leave.</summary>
    public bool TryTake(Span<byte> destination, long nowUs, out int length)
    {
        for (var node = _held.First; node is not null; node = node.Next)
        {
            (byte[] bytes, long notBefore, long after, long atLatest) = node.Value;
            if (nowUs >= notBefore && (_left >= after || nowUs >= atLatest))
            {
                _held.Remove(node);
                _left++;
                length = Math.Min(bytes.Length, destination.Length);
                bytes.AsSpan(0, length).CopyTo(destination);
                return true;
            }
        }
        length = 0;
        return false;
    }
}
