using System.Text.Json;
using Bss2.Cli.Vectors;
using Bss2.Hal.Registers;

namespace Bss2.UnitTests.Hal;

/// <summary>Words printed by the reference implementation (tests/golden), both directions.</summary>
public sealed class GoldenVectorTests
{
    [Theory]
    [InlineData("neuron", 0)]
    [InlineData("synapse", 0)]
    [InlineData("synapse_driver_padi", 0)]
    [InlineData("capmem", 0)]
    [InlineData("routing", 0)]
    [InlineData("timing_events", 0)]
    [InlineData("cadc", 0)]
    [InlineData("fpga", 4)]
    [InlineData("ut-messages", 0)]
    [InlineData("reference_ut_messages", 0)]
    [InlineData("reference_ut_framing", 0)]
    public void Every_record_of_a_file_passes(string file, int notImplementedContainers)
    {
        var checker = new VectorChecker();
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Golden(), file + ".json")));
        checker.Check(file, document.RootElement);
        Assert.Empty(checker.FirstFailures);
        Assert.NotEmpty(checker.Passed);
        Assert.Equal(notImplementedContainers, checker.NotImplemented.Count);
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
