using System.Text.Json;
using Bss2.Emulator;
using Bss2.Emulator.Digital;

namespace Bss2.SimulationTests.Digital;

/// <summary>
/// The event-driven engine of the linear core against the 4 ns reference on whole random chips: recurrent, layered and feed-forward nets,
/// mismatched neurons, self-firing ones, resets and clock changes in between.
/// </summary>
public sealed class EventDrivenEngineTests
{
    private const long Cycles = 4_000;

    [Fact]
    public void A_thousand_random_networks_have_the_spikes_of_the_reference_to_the_cycle()
    {
        long spikes = 0, nets = 0;
        for (ulong seed = 0; seed < 1000; seed++)
        {
            spikes += Compare(seed, new() { Core = CoreModel.Linear, Noise = false, Die = seed % 2 == 0 ? (int)seed : null });
            nets++;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{spikes} firings in {nets} networks");
        Assert.True(spikes > 100_000, $"{spikes} firings");
    }

    [Fact]
    public void With_all_noise_on_they_still_have()
    {
        // More than asked for: noise is a function of place and time, looked at where it matters.
        long spikes = 0;
        for (ulong seed = 0; seed < 150; seed++)
        {
            spikes += Compare(seed, new() { Core = CoreModel.Linear, NoiseSeed = seed, Die = seed % 2 == 0 ? (int)seed : null });
        }
        Assert.True(spikes > 3_000, $"{spikes} firings");
    }

    [Fact]
    public void With_short_term_plasticity_they_still_have_and_it_changes_them()
    {
        long spikes = 0, changed = 0;
        for (ulong seed = 0; seed < 40; seed++)
        {
            EmulatorOptions options = new() { Core = CoreModel.Linear, Noise = false, Die = seed % 2 == 0 ? (int)seed : null };
            spikes += Compare(seed, options, shortTermPlasticity: true);
            changed += new RandomChip(seed, options).Run(Cycles).Events.SequenceEqual(
                new RandomChip(seed, options, shortTermPlasticity: true).Run(Cycles).Events) ? 0 : 1;
        }
        Assert.True(spikes > 1_000, $"{spikes} firings");
        Assert.True(changed > 10, $"{changed} of 40 networks changed");
    }

    [Fact]
    public void Correlation_sensors_that_watch_change_no_bit()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            EmulatorOptions options = new() { Core = CoreModel.Linear, NoiseSeed = seed, Die = 1 };
            (List<ChipEvent> events, _, double[] volts) = new RandomChip(seed, options).Run(Cycles);
            (List<ChipEvent> watched, _, double[] watchedVolts) = new RandomChip(seed, options, sensors: true).Run(Cycles);
            Assert.Equal(events, watched);
            Assert.Equal(volts, watchedVolts);
        }
    }

    private static long Compare(ulong seed, EmulatorOptions options, bool shortTermPlasticity = false)
    {
        (List<ChipEvent> plain, SpikeStatistics plainCounts, double[] plainVolts) =
            new RandomChip(seed, options with { Engine = EngineKind.Reference }, shortTermPlasticity).Run(Cycles);
        (List<ChipEvent> fast, SpikeStatistics fastCounts, double[] fastVolts) =
            new RandomChip(seed, options, shortTermPlasticity).Run(Cycles);
        int same = plain.Zip(fast).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(same == plain.Count && same == fast.Count, $"network {seed}: {plain.Count} and {fast.Count} events, the first {same} agree; "
            + $"then {string.Join(", ", plain.Skip(same).Take(3))} and {string.Join(", ", fast.Skip(same).Take(3))}");
        Assert.Equal(JsonSerializer.Serialize(plainCounts), JsonSerializer.Serialize(fastCounts));
        Assert.True(plainVolts.Zip(fastVolts).All(pair => Math.Abs(pair.First - pair.Second) < 1e-10),
            $"network {seed}: {string.Join(", ", plainVolts)} V and {string.Join(", ", fastVolts)} V");
        return plainCounts.NeuronFirings;
    }
}
