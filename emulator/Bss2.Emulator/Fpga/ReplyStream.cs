using Bss2.Emulator.Digital;
using Bss2.Hal.Wire;

namespace Bss2.Emulator.Fpga;

/// <summary>Encodes replies: time messages, packs of events, 64-bit words. Written from the protocol, not from the host's encoder.</summary>
/// <remarks>
/// Link-and-playback 2.3, 2.4, 4.2: the host adds 1 to its time per message, so a message due at c when the host is at T follows directly
/// if c ≤ T + 1, after a sysdelta of c − T − 2 if that fits 8 bits, else after a systime of c − 1.
/// </remarks>
/// <param name="words">Receives them.</param>
internal sealed class ReplyStream(List<ulong> words)
{
    private const int JtagData = 0, OmnibusData = 1, Loopback = 2, LinkNotification = 3, Timeout = 4, Systime = 5, Sysdelta = 6,
        MadcPack1 = 7, SpikePack1 = 10;

    private const ulong TimeMask = (1UL << 43) - 1;

    private ulong _partial, _hostTime;
    private int _bits;
    private bool _announced;

    /// <summary>Takes messages as they are instead of the words that carry them, if set: for a host in the same process.</summary>
    public IUtMessageSink? Host { get; set; }

    /// <summary>Whether time messages are sent: only after a synchronisation.</summary>
    public bool Annotate { get; set; }

    /// <summary>The host starts a new run at time 0, so its first message needs a systime.</summary>
    public void BeginProgram() => (_hostTime, _announced) = (0, false);

    public void SendJtag(ulong data, ulong at) => Send(JtagData, data, 64, at);

    public void SendOmnibus(uint data, ulong at) => Send(OmnibusData, data, 64, at);

    public void SendLink(byte value, ulong at) => Send(LinkNotification, value, 64, at);

    public void SendTick(ulong at) => Send(Loopback, 1, 64, at);

    public void SendHalt(ulong at)
    {
        Send(Loopback, 0, 64, at);
        Flush();
    }

    public void SendTimeout(uint instruction, int stalls, int reads, ulong at) =>
        Send(Timeout, instruction | (ulong)stalls << 32 | (ulong)reads << 39, 64, at);

    /// <summary>Reports system time.</summary>
    public void SendSystime(ulong at)
    {
        Put(Systime, at & TimeMask, 64);
        _hostTime = at & TimeMask;
        _announced = true;
    }

    /// <summary>One to three events that arrived in the same cycle.</summary>
    public void SendEvents(ReadOnlySpan<ChipEvent> events, ulong at) => SendPack(SpikePack1, events, at);

    /// <summary>One to three MADC samples that arrived in the same cycle.</summary>
    public void SendMadcSamples(ReadOnlySpan<ChipEvent> samples, ulong at) => SendPack(MadcPack1, samples, at);

    private void SendPack(int firstHeader, ReadOnlySpan<ChipEvent> events, ulong at)
    {
        UInt128 payload = 0;
        foreach (ChipEvent e in events)
        {
            payload = payload << 24 | (uint)e.Stamp << 16 | e.Label;
        }
        Send(firstHeader + events.Length - 1, payload, events.Length == 3 ? 80 : 64, at);
    }

    public void Flush()
    {
        if (_bits > 0)
        {
            words.Add(_partial | 1UL << (63 - _bits));
            (_partial, _bits) = (0, 0);
        }
    }

    private void Send(int header, UInt128 payload, int size, ulong at)
    {
        if (Annotate)
        {
            at &= TimeMask;
            if (!_announced)
            {
                SendSystime(at - 1 & TimeMask);
            }
            else if (Ahead(at) >= 2)
            {
                ulong gap = (ulong)Ahead(at) - 2;
                if (gap <= 0xFF)
                {
                    Put(Sysdelta, gap, 64);
                    _hostTime = _hostTime + 1 + gap & TimeMask;
                }
                else
                {
                    SendSystime(at - 1 & TimeMask);
                }
            }
        }
        Put(header, payload, size);
        _hostTime = _hostTime + 1 & TimeMask;
    }

    // Signed distance on the circle of 43 bits: time goes on after its highest value.
    private long Ahead(ulong at) => (long)(at - _hostTime << 21) >> 21;

    private void Put(int header, UInt128 payload, int size)
    {
        if (Host is not null)
        {
            Host.Take(header, payload);
            return;
        }
        UInt128 message = (UInt128)(uint)header << (size - 8) | payload;
        while (size > 0)
        {
            int take = Math.Min(size, 64 - _bits);
            size -= take;
            _partial |= (ulong)(message >> size & ((UInt128.One << take) - 1)) << (64 - _bits - take);
            _bits += take;
            if (_bits == 64)
            {
                words.Add(_partial);
                (_partial, _bits) = (0, 0);
            }
        }
    }
}
