using Bss2.Emulator.Analog;

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
            double x = TemporalNoise.Innovation(a, k);
            mean += x;
            square += x * x;
            lag += x * previous;
            cross += x * TemporalNoise.Innovation(b, k);
            previous = x;
        }
        double error = 5 / Math.Sqrt(count);
        Assert.Equal(0, mean / count, error);
        Assert.Equal(1, square / count, error * Math.Sqrt(1.4));   // triangular: excess kurtosis −0.6
        Assert.Equal(0, lag / count, error);
        Assert.Equal(0, cross / count, error);
    }

    [Fact]
    public void Membrane_noise_has_its_size_and_correlation_time_whatever_the_block()
    {
        const int neurons = 512, blocks = 20;
        var noise = new TemporalNoise(new() { NoiseSeed = 5 });
        double square = 0, lagged = 0;
        for (int n = 0; n < neurons; n++)
        {
            uint key = noise.MembraneKey(n);
            for (int block = 0; block < blocks; block++)
            {
                long step = (long)block * TemporalNoise.BlockSteps;
                float x = noise.AtBlockStart(key, step), later = x;
                for (int k = 0; k < 50; k++)
                {
                    later = MathF.FusedMultiplyAdd((float)noise.Decay, later, (float)noise.Drive * TemporalNoise.Innovation(key, step + k));
                }
                square += x * x;
                lagged += x * later;
            }
        }
        double count = neurons * blocks, variance = 1.5e-3 * 1.5e-3;
        Assert.Equal(1, square / count / variance, 5 * Math.Sqrt(2 / count));
        Assert.Equal(Math.Exp(-1), lagged / count / variance, 5 * Math.Sqrt(1.2 / count));   // 50 steps are one correlation time
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
