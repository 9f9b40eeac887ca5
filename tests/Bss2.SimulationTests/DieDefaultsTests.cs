using Bss2.Emulator.Analog;

namespace Bss2.SimulationTests;

public sealed class DieDefaultsTests
{
    [Fact]
    public void Die_and_noise_defaults_are_the_ones_that_results_were_made_with()
    {
        // docs/decisions/0002: a change needs a citation, a record, and every published result made again.
        ulong hash = 14695981039346656037;
        foreach (double value in AnalogDefaults.Frozen)
        {
            hash = (hash ^ BitConverter.DoubleToUInt64Bits(value)) * 1099511628211;
        }
        Assert.Equal(8910910758788921548UL, hash);
    }
}
