using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Wire;
using Bss2.Spikes;

namespace Bss2.Cli.Vectors;

/// <summary>Containers without a field table: instructions of their own.</summary>
internal static class SpecialContainers
{
    /// <summary>Per name: messages that write given fields, and messages that read; null where it cannot.</summary>
    public static IReadOnlyDictionary<string, (Action<IReadOnlyDictionary<string, long>, IInstructionSink>? Write, Action<IInstructionSink>? Read,
        Func<ulong[], IReadOnlyDictionary<string, long>>? Decode)> Entries { get; } =
        new Dictionary<string, (Action<IReadOnlyDictionary<string, long>, IInstructionSink>?, Action<IInstructionSink>?,
            Func<ulong[], IReadOnlyDictionary<string, long>>?)>
        {
            ["Timer"] = ((_, sink) => new Hal.Containers.Timer().AppendWrite(default, sink), sink => Hal.Containers.Timer.AppendRead(default, sink),
                words => new Dictionary<string, long> { ["value"] = Hal.Containers.Timer.Decode(default, words).Value }),
            ["ResetChip"] = ((f, sink) => new ResetChip { Value = f["value"] != 0 }.AppendWrite(default, sink), null, null),
            ["SystimeSync"] = ((f, sink) => new SystimeSync { DoSync = f["do_sync"] != 0 }.AppendWrite(default, sink), null, null),
            ["ResetJTAGTap"] = ((_, sink) => new ResetJTAGTap().AppendWrite(default, sink), null, null),
            ["JTAGClockScaler"] = ((f, sink) => new JTAGClockScaler { Value = (byte)f["value"] }.AppendWrite(default, sink), null, null),
            ["NullPayloadReadable"] = (null, sink => NullPayloadReadable.AppendRead(default, sink), null),
            ["JTAGIdCode"] = (null, sink => JTAGIdCode.AppendRead(default, sink), Id),
            ["SpikePack1ToChip"] = ((f, sink) => new SpikePack1ToChip(Label(f, 0)).AppendWrite(default, sink), null, null),
            ["SpikePack2ToChip"] = ((f, sink) => new SpikePack2ToChip(Label(f, 0), Label(f, 1)).AppendWrite(default, sink), null, null),
            ["SpikePack3ToChip"] = ((f, sink) => new SpikePack3ToChip(Label(f, 0), Label(f, 1), Label(f, 2)).AppendWrite(default, sink), null, null),
        };

    /// <summary>CapMemBlockConfig names its debug cell by coordinate; the table stores a hot bit and a column.</summary>
    public static void TranslateCapMemBlock(Dictionary<string, long> fields)
    {
        bool debug = fields["debug_readout_enable"] != 0;
        fields["debug_row_hotbit"] = debug ? 1L << (CapMemRow.Count - 1 - (int)fields["debug_capmem_coord.y"]) : 0;
        fields["debug_column"] = debug ? fields["debug_capmem_coord.x"] : 0;
        foreach (string name in (string[])["debug_readout_enable", "debug_capmem_coord.x", "debug_capmem_coord.y", "debug_capmem_coord.e"])
        {
            fields.Remove(name);
        }
    }

    private static SpikeLabel Label(IReadOnlyDictionary<string, long> fields, int index) => new((ushort)fields[$"labels[{index}]"]);

    private static Dictionary<string, long> Id(ulong[] words)
    {
        JTAGIdCode id = JTAGIdCode.Decode(default, words);
        return new() { ["version"] = id.Version, ["part_number"] = id.PartNumber, ["manufacturer_id"] = id.ManufacturerId };
    }
}
