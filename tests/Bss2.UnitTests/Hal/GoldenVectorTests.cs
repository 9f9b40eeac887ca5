using System.Text.Json;
using Bss2.Cli.Vectors;
using Bss2.Hal.Registers;

namespace Bss2.UnitTests.Hal;

/// <summary>Words printed by the reference implementation (tests/golden), both directions.</summary>
public sealed class GoldenVectorTests
{
    [Theory]
    [InlineData("board")]
    [InlineData("cadc")]
    [InlineData("capmem")]
    [InlineData("coordinates")]
    [InlineData("fpga")]
    [InlineData("init_sequence")]
    [InlineData("madc_readout")]
    [InlineData("neuron")]
    [InlineData("phy")]
    [InlineData("pll_jtag_reset")]
    [InlineData("ppu")]
    [InlineData("routing")]
    [InlineData("synapse")]
    [InlineData("synapse_driver_padi")]
    [InlineData("timing_events")]
    [InlineData("reference_response_decoding")]
    [InlineData("reference_ut_framing")]
    [InlineData("reference_ut_messages")]
    [InlineData("ut-messages")]
    public void Every_record_of_a_file_passes(string file)
    {
        var checker = new VectorChecker();
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Golden(), file + ".json")));
        checker.Check(file, document.RootElement);
        Assert.Empty(checker.FirstFailures);
        Assert.NotEmpty(checker.Passed);
        Assert.Empty(checker.NotImplemented);
    }

    [Fact]
    public void A_wrong_word_fails()
    {
        string text = File.ReadAllText(Path.Combine(Golden(), "neuron.json")).Replace("0x0c00000000000000", "0x0c00000000000001",
            StringComparison.Ordinal);
        var checker = new VectorChecker();
        using JsonDocument document = JsonDocument.Parse(text);
        checker.Check("sabotaged", document.RootElement);
        Assert.NotEmpty(checker.FirstFailures);
    }

    [Fact]
    public void A_table_whose_fields_overlap_or_leave_their_word_is_refused()
    {
        static RegisterField Field(string name, int lsb, int width) =>
            new(name, 0, (1L << width) - 1, 0, false, FieldCoding.Plain, [new(0, lsb, width)]);
        Assert.Throws<ArgumentException>(() => new RegisterLayout("bad", 1, [Field("a", 0, 4), Field("b", 3, 2)]));
        Assert.Throws<ArgumentException>(() => new RegisterLayout("bad", 1, [Field("a", 30, 4)]));
    }

    private static string Golden() => Path.Combine(AppContext.BaseDirectory, "golden");
}
