namespace Bss2.ConformanceTests;

public sealed class SmokeTests
{
    [Fact]
    public void Mixing_is_a_bijection_at_zero() => Assert.Equal(0UL, Bss2.Spikes.SeedTree.Mix(0));
}
