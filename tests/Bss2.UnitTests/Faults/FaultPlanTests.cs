using System.Text;
using Bss2.Cli.Faults;

namespace Bss2.UnitTests.Faults;

/// <summary>A plan says what it means, or is refused by the entry that is wrong.</summary>
public sealed class FaultPlanTests
{
    private const string Good = """
        { "format_version": 1, "seed": 7,
          "chip": { "dead_neurons": { "share": 0.05, "list": [17] }, "link_flaps": [{ "phy": 2, "first_us": 10, "down_us": 5 }] },
          "link": { "to_fpga": { "drop": 0.1, "cut_after": 30 }, "cuts": 2 } }
        """;

    [Fact]
    public void A_plan_is_read_named_after_its_file_and_hashed_without_its_name()
    {
        FaultPlan plan = Parse(Good);
        Assert.Equal("plan", plan.Name);
        Assert.Equal((7ul, 0.05, 17), (plan.ForChip()!.Seed, plan.Chip!.DeadNeurons.Share, plan.Chip.DeadNeurons.List[0]));
        Assert.Equal((7ul, 0.1, 30L, 2), (plan.ForLink()!.Faults.Seed, plan.Link!.ToFpga.Drop, plan.Link.ToFpga.CutAfter!.Value, plan.Link.Cuts));
        Assert.Same(plan.ForLink(), plan.ForLink());
        Assert.Equal(plan.Hash, Parse(Good.Replace("\"seed\"", "\"name\": \"other\", \"seed\"", StringComparison.Ordinal)).Hash);
        Assert.NotEqual(plan.Hash, Parse(Good.Replace("0.05", "0.06", StringComparison.Ordinal)).Hash);
    }

    [Theory]
    [InlineData("\"format_version\": 1", "\"format_version\": 2", "plan.json has format version 2; this program reads version 1")]
    [InlineData("\"format_version\": 1,", "", "format_version")]
    [InlineData("dead_neurons", "dead_nurons", "dead_nurons")]
    [InlineData("[17]", "[512]", "dead_neurons.list[0] is 512; give a number from 0 to 511")]
    [InlineData("[17]", "null", "no fault plan")]
    [InlineData("\"drop\": 0.1", "\"drop\": 1.1", "to_fpga.drop is 1.1")]
    [InlineData("\"phy\": 2", "\"phy\": 8", "link_flaps[0].phy is 8")]
    [InlineData("\"down_us\": 5", "\"down_us\": 0", "link_flaps[0]")]
    [InlineData("}", "", "no fault plan")]
    public void What_is_wrong_is_named(string part, string instead, string expected)
    {
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => Parse(Good.Replace(part, instead, StringComparison.Ordinal)));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains("plan.json", e.Message, StringComparison.Ordinal);
    }

    private static FaultPlan Parse(string json) => FaultPlan.Parse(Encoding.UTF8.GetBytes(json), "plan.json");
}
