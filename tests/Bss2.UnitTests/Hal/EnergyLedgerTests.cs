using Bss2.Runtime;

namespace Bss2.UnitTests.Hal;

public sealed class EnergyLedgerTests
{
    [Fact]
    public void A_published_point_lies_in_the_range_and_each_number_says_what_it_rests_on()
    {
        // Cramer 2022: 85 000 images a second at 200 mW, 2.4 µJ each.
        var ledger = new EnergyLedger { ChipSeconds = 1, Inferences = 85_000, SpikePackets = 0 };
        Assert.InRange(2.4e-6, ledger.PerInference!.LowJoule, ledger.PerInference.HighJoule);
        Assert.Equal(0.2 / 85_000, ledger.PerInference.Joule, 1e-15);
        Assert.Null(ledger.PerSpike);
        Assert.Contains(ledger.Assumptions, text => text.Contains("not measured", StringComparison.Ordinal));
    }

    [Fact]
    public void Events_widen_the_range_and_a_measurement_replaces_the_assumptions()
    {
        var quiet = new EnergyLedger { ChipSeconds = 1e-3, Inferences = 10, SpikePackets = 0 };
        EnergyLedger busy = quiet with { SpikePackets = 10_000, SynapticEvents = 1_000_000 };
        Assert.Equal(10e-6 + 10e-6, busy.Total.Joule - quiet.Total.Joule, 1e-12);
        Assert.Equal(quiet.Total.LowJoule, busy.Total.LowJoule);
        Assert.Equal(60e-6, busy.Total.HighJoule - quiet.Total.HighJoule, 1e-12);
        EnergyLedger measured = busy with { MeasuredWatts = 0.25 };
        Assert.Equal(0.25e-3, measured.Total.Joule, 1e-12);
        Assert.DoesNotContain(measured.Assumptions, text => text.Contains("nJ", StringComparison.Ordinal));
        Assert.Equal(0.25e-3 / 10_000, measured.PerSpike!.Joule, 1e-15);
    }
}
