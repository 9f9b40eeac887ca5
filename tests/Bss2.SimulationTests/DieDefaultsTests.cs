using System.Globalization;
using Bss2.Emulator.Analog;
using Bss2.Emulator.Board;
using Bss2.Emulator.Readout;

namespace Bss2.SimulationTests;

public sealed class DieDefaultsTests
{
    [Fact]
    public void Die_and_noise_defaults_are_the_ones_that_results_were_made_with()
    {
        // docs/decisions/0002: a change needs a citation, a record, and every published result made again.
        Assert.Equal(8910910758788921548UL, Hash(AnalogDefaults.Frozen));
    }

    [Fact]
    public void Numbers_of_converters_and_extended_circuits_are_frozen_too()
    {
        // docs/decisions/0003: what came after the first list has a hash of its own, so that the first stays as it was.
        Assert.Equal(2932130844275359221UL, Hash([AnalogConfiguration.SettlingCycles, .. ReadoutDefaults.Frozen]));
        Assert.Equal(1953064194848205597UL, Hash(ExtendedDefaults.Frozen));
        Assert.Equal(2343155759700863423UL, Hash(PlasticityDefaults.Frozen));
    }

    [Fact]
    public void Numbers_of_the_board_are_frozen_too()
    {
        // docs/decisions/0011: they touch no spike, but every reading of a rail.
        Assert.Equal(7055723029662989421UL, Hash(BoardDefaults.Frozen));
    }

    [Fact]
    public void A_die_seed_means_the_same_deviations_as_ever()
    {
        Die die = Die.Of(1);
        double[] draws =
        [
            die.Normal(DieParameter.LeakOffset, 0), die.Normal(DieParameter.OffsetExcitatory, 511), die.Normal(DieParameter.TauInhibitory, 100),
            die.Normal(DieParameter.SynapseGain, 131071), die.Uniform(DieParameter.RipplePhase, 17),
            die.Normal(DieParameter.CadcChannelOffset, 1023),
        ];
        Assert.Equal("-0.771193526 -0.549796161 0.863021502 0.213834911 0.833535338 1.236226473", string.Join(' ', draws.Select(d => d.ToString("F9", CultureInfo.InvariantCulture))));
        Assert.Equal("9 449", string.Join(' ', Enumerable.Range(0, 512).Where(n => die.Struck(DieParameter.DeadNeuron, n, 2e-3))));
        Assert.Equal("2254 2757 3492 4232 4868 5191 5886 7001 7220 7289 10182 11837 11911", string.Join(' ', Enumerable.Range(0, 12_480).Where(n => die.Struck(DieParameter.DeadCell, n, 1e-3))));
    }

    private static ulong Hash(IEnumerable<double> values)
    {
        ulong hash = 14695981039346656037;
        foreach (double value in values)
        {
            hash = (hash ^ BitConverter.DoubleToUInt64Bits(value)) * 1099511628211;
        }
        return hash;
    }
}
