using System.Reflection;
using PublicApiGenerator;

namespace Bss2.ArchitectureTests;

/// <summary>What the libraries make public is written down in docs/api: whoever changes it sees so, and so does the review.</summary>
public sealed class PublicApiTests
{
    private const string UpdateVariable = "BSS2_UPDATE_API";

    private static readonly string s_record = Path.Combine(Repository(), "docs", "api");

    public static TheoryData<string> Libraries =>
    [
        "Bss2.Spikes", "Bss2.Hal", "Bss2.Links", "Bss2.Network", "Bss2.Runtime", "Bss2.Emulator", "Bss2.Calibration", "Bss2.Training",
        "Bss2.Baselines", "Bss2.Export", "Bss2.Conformance",
    ];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void What_is_public_is_on_record(string library)
    {
        string now = Assembly.Load(library).GeneratePublicApi(new() { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n");
        string file = Path.Combine(s_record, $"{library}.txt");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(file, now);
            return;
        }
        string recorded = File.ReadAllText(file).ReplaceLineEndings("\n");
        Assert.True(now == recorded, $"The public API of {library} is another than in docs/api/{library}.txt; first difference: {FirstDifference(recorded, now)}. "
            + $"If that is meant, run this test with {UpdateVariable}=1 and commit the record.");
    }

    [Fact]
    public void Every_library_that_is_packed_is_on_record() =>
        Assert.Equal(Libraries.Select(row => $"{row.Data}.txt").Order(StringComparer.Ordinal),
            Directory.GetFiles(s_record).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    private static string FirstDifference(string recorded, string now)
    {
        string[] before = recorded.Split('\n'), after = now.Split('\n');
        int line = Enumerable.Range(0, Math.Min(before.Length, after.Length)).FirstOrDefault(n => before[n] != after[n], Math.Min(before.Length, after.Length));
        string At(string[] lines) => line < lines.Length ? $"'{lines[line].Trim()}'" : "the end";
        return $"line {line + 1}, recorded {At(before)}, now {At(after)}";
    }

    private static string Repository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Driver.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
