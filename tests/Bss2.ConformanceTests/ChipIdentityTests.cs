using Bss2.Emulator;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;

namespace Bss2.ConformanceTests;

public sealed class ChipIdentityTests
{
    [Fact]
    public async Task The_chip_says_over_jtag_that_it_is_a_version_3()
    {
        await using IPlaybackExecutor chip = new EmulatorExecutor(new());
        var builder = new PlaybackProgramBuilder();
        Ticket<JTAGIdCode> id = builder.Read<JTAGIdCode, Unique>(default);
        builder.Barrier(Barriers.Jtag);
        PlaybackResult result = await chip.ExecuteAsync(builder.Build(), TestContext.Current.CancellationToken);
        Assert.Equal(3, id.Read(result).Version);
        Assert.True(chip.Chip.IsEmulated);
    }
}
