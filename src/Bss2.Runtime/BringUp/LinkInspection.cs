using Bss2.Hal;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Runtime.BringUp;

/// <summary>The reads behind a <see cref="LinkReport"/>: they need neither links nor a clocked chip, and change nothing on the chip.</summary>
internal sealed class LinkInspection
{
    private const int OmnibusDataRegister = 6, WordBits = 32;

    // Shifted in before a read: an Omnibus without clock leaves it where it is.
    private const uint Untouched = 0x5AC3_96E1;

    private static readonly ADPLL s_untouched = Decode<ADPLL, Adpll>(default, [Untouched, 0]);

    private readonly Ticket<JTAGIdCode> _id;
    private readonly Ticket<ADPLL>[] _plls;
    private readonly Ticket<PLLClockOutputBlock> _clockOutputs;
    private readonly Ticket<CommonPhyConfigChip> _chipEnables;
    private readonly Ticket<CommonPhyConfigFPGA> _fpgaEnables;
    private readonly Ticket<PhyConfigFPGA>[] _fpgaPhys;
    private readonly Ticket<PhyStatus>[] _phys;
    private readonly Ticket<HicannARQStatus> _arq;
    private readonly Ticket<FPGASystimeSyncActiveState> _systime;

    /// <summary>Appends the reads, and the barrier that waits for them.</summary>
    public LinkInspection(PlaybackProgramBuilder b)
    {
        b.Write(new JTAGClockScaler()).Write(new ResetJTAGTap());
        _id = b.Read<JTAGIdCode, Unique>(default);
        b.Append(ToFpga.JtagIns(OmnibusDataRegister));
        b.Append(ToFpga.JtagData(Untouched, WordBits, keepResponse: false));
        _plls = Each(Adpll.Count, i => b.ReadOver<ADPLL, Adpll>(RegisterTransports.OmnibusOverJtag, new(i)));
        _clockOutputs = b.ReadOver<PLLClockOutputBlock, Unique>(RegisterTransports.OmnibusOverJtag, default);
        _chipEnables = b.ReadOver<CommonPhyConfigChip, Unique>(RegisterTransports.OmnibusOverJtag, default);
        _fpgaEnables = b.Read<CommonPhyConfigFPGA, Unique>(default);
        _fpgaPhys = Each(Phy.Count, i => b.Read<PhyConfigFPGA, Phy>(new(i)));
        _phys = Each(Phy.Count, i => b.Read<PhyStatus, Phy>(new(i)));
        _arq = b.Read<HicannARQStatus, Unique>(default);
        _systime = b.Read<FPGASystimeSyncActiveState, Unique>(default);
        b.Barrier(Barriers.Omnibus | Barriers.Jtag);
    }

    /// <summary>What they gave.</summary>
    public LinkReport Report(PlaybackResult result) => new()
    {
        JtagId = IdOf(_id, result),
        OmnibusAnswersJtag = _plls[0].Read(result) != s_untouched,
        Plls = [.. _plls.Select(ticket => ticket.Read(result))],
        ClockOutputs = _clockOutputs.Read(result),
        ChipEnables = _chipEnables.Read(result).EnablePhy,
        FpgaEnables = _fpgaEnables.Read(result).EnablePhy,
        FpgaPhys = [.. _fpgaPhys.Select(ticket => ticket.Read(result))],
        Phys = [.. _phys.Select(ticket => ticket.Read(result))],
        Arq = _arq.Read(result),
        SystimeActive = _systime.Read(result).ActiveState,
    };

    /// <summary>The id as one word; 0 if what answered is no JTAG port.</summary>
    public static uint IdOf(Ticket<JTAGIdCode> ticket, PlaybackResult result)
    {
        try
        {
            JTAGIdCode id = ticket.Read(result);
            return (uint)id.Version << 28 | (uint)id.PartNumber << 12 | (uint)id.ManufacturerId << 1 | 1;
        }
        catch (HalException)
        {
            return 0;
        }
    }

    private static TContainer Decode<TContainer, TCoordinate>(TCoordinate coordinate, ReadOnlySpan<ulong> words)
        where TContainer : IReadable<TContainer, TCoordinate> => TContainer.Decode(coordinate, words);

    private static T[] Each<T>(int count, Func<int, T> make) => [.. Enumerable.Range(0, count).Select(make)];
}
