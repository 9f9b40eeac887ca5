using System.Globalization;
using Bss2.Emulator;

namespace Bss2.Cli.Chips;

/// <summary>Something that an emulated chip had to say, for result files.</summary>
/// <param name="Kind">ignored (fatal under --strict), or cause: why something did not answer.</param>
/// <param name="Name">What happened, by register or part.</param>
/// <param name="Address">Omnibus address of the first, if there was one.</param>
/// <param name="Value">Value that the first wrote, if it wrote one.</param>
/// <param name="Count">How often.</param>
/// <param name="First">Where it happened first.</param>
internal sealed record ChipDiagnostic(string Kind, string Name, string? Address, string? Value, long Count, string First)
{
    public static IReadOnlyList<ChipDiagnostic> Of(EmulatorDiagnostics diagnostics) => [.. diagnostics.Entries.Select(entry => new ChipDiagnostic(
        entry.Kind == EmulatorDiagnosticKind.Ignored ? "ignored" : "cause", entry.Name, Hex(entry.Address), Hex(entry.Value), entry.Count, entry.First))];

    /// <summary>Those of several sessions, counts added up.</summary>
    public static IReadOnlyList<ChipDiagnostic> Sum(IEnumerable<ChipDiagnostic> all) => [.. all.GroupBy(entry => entry.Name, StringComparer.Ordinal)
        .Select(same => same.First() with { Count = same.Sum(entry => entry.Count) })];

    private static string? Hex(uint? word) => word is { } value ? string.Create(CultureInfo.InvariantCulture, $"0x{value:X8}") : null;
}
