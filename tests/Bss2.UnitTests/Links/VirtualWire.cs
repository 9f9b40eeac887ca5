using Bss2.Links.Udp;
using Bss2.Spikes;

namespace Bss2.UnitTests.Links;

/// <summary>Two ends of datagrams in virtual time, with loss, doubling and reordering drawn from a seed.</summary>
internal sealed class VirtualWire(SeedTree seed, double loss, double doubling, long longestDelayUs)
{
    private readonly PriorityQueue<byte[], (long DueUs, long Order)>[] _towards = [new(), new()];
    private ulong _drawn;
    private long _order;

    public long NowUs { get; set; }

    public List<byte[]> Sent { get; } = [];

    public IDatagrams End(int number) => new OneEnd(this, number);

    private void Put(int to, byte[] datagram)
    {
        Sent.Add(datagram);
        for (int copies = seed.Uniform(_drawn++) < doubling ? 2 : 1; copies > 0; copies--)
        {
            if (seed.Uniform(_drawn++) >= loss)
            {
                long delayUs = longestDelayUs == 0 ? 0 : seed.Integer(_drawn++, (int)longestDelayUs);
                _towards[to].Enqueue(datagram, (NowUs + delayUs, _order++));
            }
        }
    }

    private sealed class OneEnd(VirtualWire wire, int number) : IDatagrams
    {
        public bool TakeRefused() => false;

        public void SendReset(bool lost) => Send([0xAB, 0xAB, 0xAB, 0xAB]);

        public void Send(ReadOnlySpan<byte> datagram) => wire.Put(1 - number, datagram.ToArray());

        public bool TryReceive(Span<byte> destination, out int length)
        {
            length = 0;
            if (!wire._towards[number].TryPeek(out _, out (long DueUs, long Order) next) || next.DueUs > wire.NowUs)
            {
                return false;
            }
            byte[] datagram = wire._towards[number].Dequeue();
            datagram.CopyTo(destination);
            length = datagram.Length;
            return true;
        }

        public void Wait(int milliseconds)
        {
        }

        public void Dispose()
        {
        }
    }
}
