using System.Text.RegularExpressions;
using Bss2.Cli.Registers;
using Bss2.Hal.Containers;

namespace Bss2.UnitTests.Hal;

/// <summary>The documentation that follows from the tables.</summary>
public sealed partial class RegisterDocumentTests
{
    [Fact]
    public void The_register_document_in_the_repository_is_what_the_tables_give()
    {
        string stored = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "registers.md"));
        string now = RegisterMarkdown.Write(ContainerCatalogue.Groups);
        Assert.True(stored == now, "docs/registers.md is stale: bss2 registers --markdown > docs/registers.md");
    }

    [Fact]
    public void Every_container_is_described_with_a_source_and_an_address_formula()
    {
        string text = RegisterMarkdown.Write(ContainerCatalogue.Groups);
        Assert.Equal(ContainerCatalogue.All.Count, Heading().Count(text));
        Assert.Equal(ContainerCatalogue.All.Count, Source().Count(text));
        Assert.DoesNotContain("GetAddresses", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 5, 7, 9, 11 }, "5 + 2·n")]
    [InlineData(new long[] { 5, 7, 105, 107 }, "5 + 2·(n mod 2) + 100·(n ÷ 2)")]
    [InlineData(new long[] { 8, 8, 4, 4 }, "8 − 4·(n ÷ 2)")]
    [InlineData(new long[] { 8, 9, 4, 6 }, "see GetAddresses")]
    public void A_formula_is_found_from_addresses_or_none_is_claimed(long[] addresses, string formula)
    {
        static string Plain(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(formula, AddressRule.Find(n => addresses[n], addresses.Length, Plain, Plain));
    }

    [GeneratedRegex("^### ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("Source: ")]
    private static partial Regex Source();
}
