using Bss2.Emulator.Digital;

namespace Bss2.Emulator.Fpga;

/// <summary>Sends the host what is due in time order: link notifications, answers, events, ticks; events last within a cycle.</summary>
/// <remarks>The two units answer independently: a quick Omnibus answer overtakes a slow JTAG one.</remarks>
internal sealed class ReplyOrder(
    ReplyStream reply, FpgaClock clock, HighSpeedLinks links, OmnibusUnit omnibus, JtagPort jtag, EventReceiver events)
{
    private readonly Queue<long> _ticks = new();

    /// <summary>A program asked for a tick at a cycle.</summary>
    public void AddTick(long cycle) => _ticks.Enqueue(cycle);

    /// <summary>Forgets ticks that were not sent yet.</summary>
    public void DropTicks() => _ticks.Clear();

    /// <summary>Sends all that is due until a cycle.</summary>
    public void SendUntil(long cycle)
    {
        while (true)
        {
            long word = omnibus.Answers.TryPeek(out (long Due, uint Value) answer) ? answer.Due : ClockTree.Never;
            long shift = jtag.Answers.TryPeek(out (long Due, ulong Value) bits) ? bits.Due : ClockTree.Never;
            long link = links.Notifications.TryPeek(out (long Cycle, byte Value) news) ? news.Cycle : ClockTree.Never;
            long first = Math.Min(Math.Min(word, shift), link), tick = _ticks.TryPeek(out long due) ? due : ClockTree.Never;
            // All that is due in a tick's cycle goes before it.
            events.EmitBefore(Math.Min(first, Math.Min(tick, cycle) + 1));
            if (tick < first && tick <= cycle)
            {
                reply.SendTick(clock.SystemTime(_ticks.Dequeue()));
                continue;
            }
            if (first > cycle)
            {
                return;
            }
            if (link == first)
            {
                links.Notifications.Dequeue();
                reply.SendLink(news.Value, clock.SystemTime(link));
            }
            else if (word == first)
            {
                omnibus.Answers.Dequeue();
                reply.SendOmnibus(answer.Value, clock.SystemTime(word));
            }
            else
            {
                jtag.Answers.Dequeue();
                reply.SendJtag(bits.Value, clock.SystemTime(shift));
            }
        }
    }
}
