using Bss2.Emulator.Analog;
using Bss2.Spikes;

namespace Bss2.SimulationTests.Analog;

/// <summary>Statistics of temporal noise and of the die. Bounds are 5 standard errors: a false alarm once in a million checks.</summary>
public sealed class NoiseAndDieTests
{
    [Fact]
    public void Innovations_are_white_of_unit_variance_and_independent_between_neurons()
    {
        const int count = 200_000;
        var noise = new TemporalNoise(new() { NoiseSeed = 5 });
        uint a = noise.MembraneKey(10), b = noise.MembraneKey(11);
        double mean = 0, square = 0, lag = 0, cross = 0, previous = 0;
        for (int k = 0; k < count; k++)
        {
            double x = MembraneNoise.Innovation(a, k);
            mean += x;
            square += x * x;
            lag += x * previous;
            cross += x * MembraneNoise.Innovation(b, k);
            previous = x;
        }
        double error = 5 / Math.Sqrt(count);
        Assert.Equal(0, mean / count, error);
        Assert.Equal(1, square / count, error * Math.Sqrt(1.4));   // excess kurtosis −0.3
        Assert.Equal(0, lag / count, error);
        Assert.Equal(0, cross / count, error);
    }

    [Fact]
    public void Membrane_noise_is_an_Ornstein_Uhlenbeck_process_wherever_it_is_entered()
    {
        // Variance and covariance at all kinds of lags and places on the dyadic grid, over independent neurons.
        const int neurons = 20_000;
        var noise = new TemporalNoise(new() { NoiseSeed = 5 });
        SeedTree random = SeedTree.Root(3);
        double variance = 1.5e-3 * 1.5e-3, error = 5 * Math.Sqrt(2.0 / neurons);
        foreach ((long step, int lag) in new[] { (0L, 50), (1000L, 48), (1023L, 1), (77_777L, 7), (512L, 512), (64L, 64), (33L, 31), (5_000_001L, 100) })
        {
            double square = 0, lagged = 0, fourth = 0;
            for (int n = 0; n < neurons; n++)
            {
                uint key = (uint)random.Bits((ulong)n);
                double x = MembraneNoise.At(key, step), later = MembraneNoise.At(key, step + lag);
                square += x * x / variance / neurons;
                lagged += x * later / variance / neurons;
                fourth += x * x * x * x / variance / variance / neurons;
            }
            Assert.Equal(1, square, error);
            Assert.Equal(Math.Exp(-lag * 0.02), lagged, error);
            Assert.Equal(2.85, fourth, 0.15 + 5 * Math.Sqrt(96.0 / neurons));   // normal: 3; bounded innovations: between 2.7 and 3
        }
        Assert.NotEqual(noise.MembraneKey(1), noise.MembraneKey(2));
    }

    [Fact]
    public void A_block_of_membrane_noise_has_the_values_of_its_points_and_none_exceeds_the_bound()
    {
        float[] block = new float[MembraneNoise.BlockSteps + 1];
        SeedTree random = SeedTree.Root(4);
        for (ulong trial = 0; trial < 300; trial++)
        {
            uint key = (uint)random.Bits(trial);
            long number = random.Integer(1000 + trial, 1 << 20);
            MembraneNoise.Block(key, number, block);
            for (int k = 0; k < block.Length; k++)
            {
                Assert.Equal(MembraneNoise.At(key, MembraneNoise.BlockSteps * number + k), block[k]);
                Assert.True(Math.Abs(block[k]) < MembraneNoise.Bound);
            }
        }
    }

    [Fact]
    public void Die_deviations_have_their_size_are_truncated_and_differ_between_seeds()
    {
        const int count = 20_000;
        Die one = Die.Of(1), two = Die.Of(2);
        double square = 0, cross = 0, neighbour = 0, largest = 0;
        for (int n = 0; n < count; n++)
        {
            double x = one.Normal(DieParameter.SynapseGain, n);
            square += x * x;
            cross += x * two.Normal(DieParameter.SynapseGain, n);
            neighbour += x * one.Normal(DieParameter.SynapseGain, n + 1);
            largest = Math.Max(largest, Math.Abs(x));
        }
        Assert.Equal(0.994, square / count, 5 * Math.Sqrt(2.0 / count));   // variance of a normal cut at 3.5 σ
        Assert.Equal(0, cross / count, 5 / Math.Sqrt(count));
        Assert.Equal(0, neighbour / count, 5 / Math.Sqrt(count));
        Assert.InRange(largest, 3, 3.5);
        Assert.Equal(0, Die.Ideal.Normal(DieParameter.SynapseGain, 5));
    }
}
