using Bss2.Emulator.Digital;
using Bss2.Hal.Containers;
using Bss2.Hal.Registers;

namespace Bss2.UnitTests.Hal;

/// <summary>Omnibus addresses of all containers against each other and against the emulator's own map.</summary>
public sealed class AddressMapTests
{
    private const int DramCoordinates = 1 << 20;

    private static readonly string[] s_lanes = ["ExternalPPUMemoryByte", "ExternalPPUDRAMMemoryByte"];

    [Fact]
    public void No_two_containers_share_an_address_and_no_two_coordinates_of_one()
    {
        // A byte container shares its word with the quad's on purpose; the large DRAM is seen in its first part.
        var owners = new Dictionary<uint, string>();
        foreach (ContainerEntry entry in Omnibus().Where(entry => !s_lanes.Contains(entry.Name)))
        {
            for (int at = 0; at < Math.Min(entry.CoordinateCount, DramCoordinates); at++)
            {
                foreach (uint address in entry.Addresses(at))
                {
                    Assert.True(owners.TryAdd(address, entry.Name),
                        $"0x{address:X8} belongs to {entry.Name} {at} and to {owners.GetValueOrDefault(address)}");
                }
            }
        }
    }

    [Fact]
    public void Every_address_lies_in_a_block_of_the_emulated_chip_that_allows_the_direction()
    {
        OmnibusMap map = ChipMap.Create();
        foreach (ContainerEntry entry in Omnibus())
        {
            BlockAccess needed = (entry.ReadTransports != RegisterTransports.None ? BlockAccess.Read : 0)
                | (entry.WriteTransports != RegisterTransports.None ? BlockAccess.Write : 0);
            for (int at = 0; at < entry.CoordinateCount && entry.Addresses(0)[0] >> 31 == 0; at++)
            {
                foreach (uint address in entry.Addresses(at))
                {
                    OmnibusBlock? block = map.Find(address);
                    Assert.True(block is not null && (block.Access & needed) == needed,
                        $"{entry.Name} {at}: 0x{address:X8}, {block?.Name}");
                }
            }
        }
    }

    [Theory]
    [InlineData("NeuronConfig", 511, 5, 0x0017_83FF)]
    [InlineData("CapMemCell", 12479, 0, 0x0015_9037)]
    [InlineData("CADCSampleQuad", 131071, 0, 0x03EC_3FFF)]
    [InlineData("ExternalPPUDRAMMemoryByte", 0x0FFF_FFFF, 0, 0x87FF_FFFFL)]
    public void The_last_coordinate_has_the_last_address(string name, int at, int word, long address) =>
        Assert.Equal((uint)address, ContainerCatalogue.Find(name)!.Addresses(at)[word]);

    private static IEnumerable<ContainerEntry> Omnibus() => ContainerCatalogue.All.Where(entry =>
        ((entry.WriteTransports | entry.ReadTransports) & (RegisterTransports.Omnibus | RegisterTransports.OmnibusOverJtag)) != 0);
}
