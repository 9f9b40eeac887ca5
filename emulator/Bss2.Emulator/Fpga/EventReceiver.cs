using Bss2.Emulator.Digital;
using Bss2.Emulator.Readout;

namespace Bss2.Emulator.Fpga;

/// <summary>Events between FPGA and chip: to the chip over the links that are up, from it to host and SpikeIO.</summary>
/// <remarks>
/// SpikeIO (register-map 12) turns labels into serial addresses and back; only its internal loop-back is emulated: a word takes
/// <see cref="SerialBits"/> bits of data_rate_scaler cycles each, one word after the other (choice), and then enters the chip as a label.
/// </remarks>
internal sealed class EventReceiver(DigitalChip chip, FpgaRegisters registers, ReplyStream reply, FpgaClock clock)
{
    /// <summary>Bits of a SpikeIO word: eight of address, a start and a stop bit (assumption).</summary>
    public const int SerialBits = 10;

    private const int ChipPerFpga = EventTiming.ChipCyclesPerFpgaCycle, EventsPerMessage = EventTiming.LinkEventsPerFpgaCycle;

    private const uint Silent = 0xFF, SilentLabel = 0xFFFF, LoopBackSwitches = 7;

    private readonly ChipEvent[] _pack = new ChipEvent[EventsPerMessage];
    private readonly Queue<(long Cycle, ushort Label)> _serial = new();
    private long _free, _serialFree;

    // Cycle at which the next event or sample can be taken; never if none is under way.
    private long NextArrival => Math.Min(NextOf(chip.Fabric.Departed), NextOf(chip.Converters.Madc.Departed));

    /// <summary>Whether SpikeIO leads events back: transmitter, receiver and internal loop-back are all on.</summary>
    public bool LoopsBack => (registers.SpikeIo >> 16 & LoopBackSwitches) == LoopBackSwitches;

    /// <summary>Sends a label to the chip.</summary>
    public void Send(ushort label, long cycle)
    {
        if (chip.Links.ToChip(cycle) && !chip.Faults.LosesToChip(label, cycle * ChipPerFpga + chip.Engine.SystemTimeOffset))
        {
            chip.Fabric.FromHost(label, cycle * ChipPerFpga);
        }
        else
        {
            chip.Counters.HostLabels++;
            chip.Counters.HostLinkLost++;
        }
    }

    /// <summary>SpikeIO words that are through enter the chip.</summary>
    public void FromSerial(long cycle)
    {
        while (_serial.TryPeek(out (long Cycle, ushort Label) word) && word.Cycle <= cycle)
        {
            _serial.Dequeue();
            Send(word.Label, word.Cycle);
        }
    }

    /// <summary>Sends the host all that arrives before a cycle.</summary>
    public void EmitBefore(long cycle)
    {
        if (chip.Converters.Madc.Departed.Count > 0)
        {
            for (long next = NextArrival; next < cycle; next = NextArrival)
            {
                Emit(next);
            }
            return;
        }
        for (long next = NextOf(chip.Fabric.Departed); next < cycle; next = NextOf(chip.Fabric.Departed))
        {
            EmitEvents(next);
            _free = next + 1;
        }
    }

    // Takes up to three events, or samples of the MADC, that have arrived.
    private void Emit(long cycle)
    {
        if (NextOf(chip.Fabric.Departed) <= cycle)
        {
            EmitEvents(cycle);
        }
        else
        {
            EmitSamples(cycle);
        }
        _free = cycle + 1;
    }

    /// <summary>Forgets what SpikeIO has under way.</summary>
    public void Drop() => _serial.Clear();

    private long NextOf(Queue<ChipEvent> departed) =>
        departed.TryPeek(out ChipEvent e) ? Math.Max(e.ArrivalFpgaCycle, _free) : ClockTree.Never;

    private void EmitSamples(long cycle)
    {
        int count = 0;
        Queue<ChipEvent> departed = chip.Converters.Madc.Departed;
        while (count < EventsPerMessage && departed.TryPeek(out ChipEvent sample) && sample.ArrivalFpgaCycle <= cycle)
        {
            _pack[count++] = departed.Dequeue();
        }
        Madc madc = chip.Converters.Madc;
        if (!chip.Links.AnyUp(cycle))
        {
            madc.LinkLost += count;
        }
        else if (!registers.EventRecording)
        {
            madc.RecordingOff += count;
        }
        else
        {
            madc.Recorded += count;
            reply.SendMadcSamples(_pack.AsSpan(0, count), clock.SystemTime(cycle));
        }
    }

    private void EmitEvents(long cycle)
    {
        int count = 0;
        while (count < EventsPerMessage && chip.Fabric.Departed.TryPeek(out ChipEvent e) && e.ArrivalFpgaCycle <= cycle)
        {
            chip.Fabric.Departed.Dequeue();
            chip.Counters.OnLink--;
            if (!chip.Links.Arrives(e.Phy, e.ArrivalFpgaCycle - EventTiming.ChipToFpgaCycles / ChipPerFpga))
            {
                chip.Counters.LinkLost++;
                continue;
            }
            chip.Counters.FpgaArrived++;
            _pack[count++] = e;
            ToSerial(e);
        }
        if (count == 0)
        {
            return;
        }
        if (!registers.EventRecording)
        {
            chip.Counters.RecordingOff += count;
            return;
        }
        chip.Counters.Recorded += count;
        reply.SendEvents(_pack.AsSpan(0, count), clock.SystemTime(cycle));
    }

    private void ToSerial(in ChipEvent e)
    {
        if (!LoopsBack || registers.SerialAddressOf(e.Label) is var address && address >= Silent)
        {
            return;
        }
        _serialFree = Math.Max(_serialFree, e.ArrivalFpgaCycle) + SerialBits * (long)Math.Max(1, registers.SpikeIo & 0xFFFF);
        if (registers.LabelOf(address) is var label && label < SilentLabel)
        {
            _serial.Enqueue((_serialFree, (ushort)label));
        }
    }
}
