namespace Bss2.Emulator.Digital;

/// <summary>Finds the block of an address.</summary>
internal sealed class OmnibusMap
{
    private const int PageShift = 12;

    private readonly List<OmnibusBlock> blocks = [];
    private readonly Dictionary<uint, List<OmnibusBlock>> pages = [];
    private OmnibusBlock? last;

    public IReadOnlyList<OmnibusBlock> Blocks => blocks;

    public OmnibusBlock Add(string name, uint start, int length, BlockKind kind = BlockKind.Memory, int index = 0,
        BlockAccess access = BlockAccess.Both, int slotWords = 1, int firstInSlot = 0, int lastInSlot = -1)
    {
        var block = new OmnibusBlock(blocks.Count, name, start, length, kind, index, access, slotWords, firstInSlot,
            lastInSlot < 0 ? slotWords - 1 : lastInSlot);
        blocks.Add(block);
        for (uint page = start >> PageShift; page <= block.Last >> PageShift; page++)
        {
            if (!pages.TryGetValue(page, out List<OmnibusBlock>? here))
            {
                pages[page] = here = [];
            }
            here.Add(block);
        }
        return block;
    }

    public OmnibusBlock? Find(uint address)
    {
        if (last is not null && last.Contains(address))
        {
            return last;
        }
        if (pages.TryGetValue(address >> PageShift, out List<OmnibusBlock>? here))
        {
            foreach (OmnibusBlock block in here)
            {
                if (block.Contains(address))
                {
                    return last = block;
                }
            }
        }
        return null;
    }

    /// <summary>The block that lies nearest; the first of equals.</summary>
    public OmnibusBlock Nearest(uint address)
    {
        OmnibusBlock nearest = blocks[0];
        foreach (OmnibusBlock block in blocks)
        {
            if (block.Distance(address) < nearest.Distance(address))
            {
                nearest = block;
            }
        }
        return nearest;
    }
}
