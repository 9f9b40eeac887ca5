using Bss2.Hal.Wire;

namespace Bss2.ConformanceTests;

/// <summary>Ways to break a chip: what is done to the program on its way out, and to the replies on their way back.</summary>
internal sealed record Sabotage(Func<ulong, ulong?> Program, Action<List<(int Header, UInt128 Payload)>> Replies)
{
    private const int HeaderShift = 56, PackEntryBits = 24;

    public static IReadOnlyDictionary<string, Sabotage> All { get; } = new SortedDictionary<string, Sabotage>(StringComparer.Ordinal)
    {
        ["drops a spike"] = OfReplies(m => Remove(m, FromFpga.SpikePack1Header)),
        ["duplicates a spike"] = OfReplies(m => Duplicate(m, FromFpga.SpikePack1Header)),
        ["spoils a label"] = OfReplies(m => Change(m, FromFpga.SpikePack1Header, p => p ^ 1)),
        ["spoils a stamp"] = OfReplies(m => Change(m, FromFpga.SpikePack1Header, p => p ^ (2 << 16))),
        ["turns a pack round"] = OfReplies(TurnPacks),
        ["swaps two replies"] = OfReplies(m => SwapFirstTwo(m, FromFpga.OmnibusDataHeader)),
        ["duplicates an answer"] = OfReplies(m => Duplicate(m, FromFpga.OmnibusDataHeader)),
        ["drops an answer"] = OfReplies(m => Remove(m, FromFpga.OmnibusDataHeader)),
        ["spoils a JTAG answer"] = OfReplies(m => Change(m, FromFpga.JtagDataHeader, p => p ^ (1 << 28))),
        ["hides a link that goes down"] = OfReplies(m => m.RemoveAll(x => x.Header == FromFpga.LinkNotificationHeader && (x.Payload & 0x10) == 0)),
        ["hides a link that comes up"] = OfReplies(m => Remove(m, FromFpga.LinkNotificationHeader)),
        ["mixes up the links"] = OfReplies(m => Change(m, FromFpga.LinkNotificationHeader, p => p ^ 0xE0)),
        ["never resets the chip"] = OfProgram(ToFpga.ResetHeader, w => w & ~1UL),
        ["leaves the JTAG port as it is"] = OfProgram(ToFpga.JtagInitHeader, _ => null),
        ["passes JTAG bits a bit too late"] = OfProgram(ToFpga.JtagDataHeader, w => w & ~0x1_FFFF_FFFFUL | w << 1 & 0x1_FFFF_FFFF),
        ["drops a tick"] = OfReplies(m => m.Remove((FromFpga.LoopbackHeader, 1))),
        ["shifts time by a cycle"] = OfReplies(m => Change(m, FromFpga.SysdeltaHeader, p => p < 255 ? p + 1 : p)),
        ["shifts system time by a cycle"] = OfReplies(m => ChangeLast(m, FromFpga.SystimeHeader, p => p + 1)),
        ["drops time messages"] = OfReplies(m => m.RemoveAll(x => x.Header == FromFpga.SysdeltaHeader)),
        ["hides a timeout"] = OfReplies(m => Remove(m, FromFpga.TimeoutNotificationHeader)),
        ["miscounts a timeout"] = OfReplies(m => Change(m, FromFpga.TimeoutNotificationHeader, p => p - 1)),
        ["ignores byte enables"] = OfProgram(ToFpga.OmnibusAddressHeader, w => w | 0xFUL << 32),
        ["ignores WaitUntil"] = OfProgram(ToFpga.WaitUntilHeader, _ => null),
        ["waits a cycle too long"] = OfProgram(ToFpga.WaitUntilHeader, w => w + 1),
        ["ignores Setup"] = OfProgram(ToFpga.SetupHeader, _ => null),
        ["ignores barriers"] = OfProgram(ToFpga.BarrierHeader, _ => null),
        ["ignores synchronisation"] = OfProgram(ToFpga.SystimeInitHeader, _ => null),
        ["loses an event on the way in"] = OfProgram(ToFpga.SpikePack1Header, w => (w & 0xFFFF) == 0x4003 ? null : w),
        ["never times out"] = OfProgram(ToFpga.PollingOmnibusBlockHeader, _ => null),
    };

    private static Sabotage OfReplies(Action<List<(int Header, UInt128 Payload)>> replies) => new(word => word, replies);

    private static Sabotage OfProgram(int header, Func<ulong, ulong?> change) =>
        new(word => (int)(word >> HeaderShift) == header ? change(word) : word, _ => { });

    private static void Remove(List<(int Header, UInt128 Payload)> messages, int header)
    {
        int at = messages.FindIndex(m => m.Header == header);
        if (at >= 0)
        {
            messages.RemoveAt(at);
        }
    }

    private static void Duplicate(List<(int Header, UInt128 Payload)> messages, int header)
    {
        int at = messages.FindIndex(m => m.Header == header);
        if (at >= 0)
        {
            messages.Insert(at, messages[at]);
        }
    }

    private static void Change(List<(int Header, UInt128 Payload)> messages, int header, Func<UInt128, UInt128> change) =>
        ChangeAt(messages, messages.FindIndex(m => m.Header == header), change);

    private static void ChangeLast(List<(int Header, UInt128 Payload)> messages, int header, Func<UInt128, UInt128> change) =>
        ChangeAt(messages, messages.FindLastIndex(m => m.Header == header), change);

    private static void ChangeAt(List<(int Header, UInt128 Payload)> messages, int at, Func<UInt128, UInt128> change)
    {
        if (at >= 0)
        {
            messages[at] = (messages[at].Header, change(messages[at].Payload));
        }
    }

    private static void SwapFirstTwo(List<(int Header, UInt128 Payload)> messages, int header)
    {
        int first = messages.FindIndex(m => m.Header == header);
        int second = first < 0 ? -1 : messages.FindIndex(first + 1, m => m.Header == header);
        if (second >= 0)
        {
            (messages[first], messages[second]) = (messages[second], messages[first]);
        }
    }

    // Exchanges first and last spike of every pack of two or three.
    private static void TurnPacks(List<(int Header, UInt128 Payload)> messages)
    {
        for (int i = 0; i < messages.Count; i++)
        {
            if (messages[i].Header is FromFpga.SpikePack2Header or FromFpga.SpikePack3Header)
            {
                int top = PackEntryBits * (messages[i].Header - FromFpga.SpikePack1Header);
                UInt128 payload = messages[i].Payload, mask = (UInt128.One << PackEntryBits) - 1;
                UInt128 first = payload >> top & mask, last = payload & mask;
                payload &= ~(mask << top | mask);
                messages[i] = (messages[i].Header, payload | last << top | first);
            }
        }
    }
}
