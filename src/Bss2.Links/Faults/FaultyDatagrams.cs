using Bss2.Links.Udp;

namespace Bss2.Links.Faults;

/// <summary>Datagrams with faults in both directions.</summary>
internal sealed class FaultyDatagrams : IDatagrams
{
    // Bounded, so that a far end that babbles cannot hold this side here.
    private const int DatagramsPerLook = 256;

    private readonly IDatagrams _net;
    private readonly MicrosecondClock _clock;
    private readonly ConnectionFate _fate;
    private readonly DatagramFaults _out, _in;
    private readonly byte[] _outgoing = new byte[HostArq.MaximumBytes + 1], _incoming = new byte[HostArq.MaximumBytes + 1];
    private readonly Lock _sending = new();

    /// <summary>Wraps datagrams.</summary>
    /// <param name="net">Disposed with this object.</param>
    /// <param name="source">The plan in use.</param>
    /// <param name="time">Clock for delays.</param>
    public FaultyDatagrams(IDatagrams net, FaultSource source, TimeProvider time)
    {
        (_net, _clock, _fate) = (net, new(time), new(source));
        (_out, _in) = (new(_fate.Out), new(_fate.In));
    }

    public bool TakeRefused() => _net.TakeRefused();

    public void SendReset(bool lost)
    {
        bool passes = _fate.Out.Next() && !_fate.Out.Happens(LinkFaultKind.Drop, _fate.Out.Rates.Drop);
        _net.SendReset(lost || !passes);
    }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        lock (_sending)
        {
            _out.Put(datagram, _clock.NowUs);
            SendDue();
        }
    }

    public bool TryReceive(Span<byte> destination, out int length)
    {
        lock (_sending)
        {
            SendDue();
        }
        for (int n = 0; n < DatagramsPerLook && _net.TryReceive(_incoming, out int got); n++)
        {
            _in.Put(_incoming.AsSpan(0, got), _clock.NowUs);
        }
        return _in.TryTake(destination, _clock.NowUs, out length);
    }

    // What is held here is due without anything coming.
    public void Wait(int milliseconds) => _net.Wait(Math.Min(milliseconds, 1));

    public void Dispose() => _net.Dispose();

    private void SendDue()
    {
        while (_out.TryTake(_outgoing, _clock.NowUs, out int length))
        {
            if (!_fate.IsCut)
            {
                _net.Send(_outgoing.AsSpan(0, length));
            }
        }
    }
}
