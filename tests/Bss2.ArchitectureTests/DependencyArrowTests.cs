using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Bss2.ArchitectureTests;

/// <summary>The arrows of docs/architecture.md, checked on what the compiled assemblies really reference.</summary>
public sealed class DependencyArrowTests
{
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Bss2.Spikes"] = [],
        ["Bss2.Hal"] = ["Bss2.Spikes"],
        ["Bss2.Emulator"] = ["Bss2.Spikes", "Bss2.Hal"],
        ["Bss2.Links"] = ["Bss2.Spikes", "Bss2.Hal"],
        ["Bss2.Conformance"] = ["Bss2.Spikes", "Bss2.Hal", "Bss2.Runtime"],
        ["Bss2.Network"] = ["Bss2.Spikes"],
        ["Bss2.Runtime"] = ["Bss2.Spikes", "Bss2.Hal", "Bss2.Network"],
        ["Bss2.Calibration"] = ["Bss2.Spikes", "Bss2.Hal", "Bss2.Runtime"],
        ["Bss2.Training"] = ["Bss2.Spikes", "Bss2.Network"],
        ["Bss2.Export"] = ["Bss2.Spikes", "Bss2.Hal", "Bss2.Network"],
        ["Bss2.Baselines"] = ["Bss2.Spikes", "Bss2.Network", "Bss2.Training"],
    };

    public static TheoryData<string> Assemblies => [.. s_allowed.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_assembly_references_only_what_its_arrow_allows(string name)
    {
        IEnumerable<string> ours = Assembly.Load(name).GetReferencedAssemblies()
            .Select(reference => reference.Name!).Where(reference => reference.StartsWith("Bss2.", StringComparison.Ordinal)
                || reference == "bss2");
        Assert.Empty(ours.Except(s_allowed[name]));
    }

    [Fact]
    public void Training_never_mentions_what_converters_saw()
    {
        using var file = new PEReader(File.OpenRead(Assembly.Load("Bss2.Training").Location));
        MetadataReader training = file.GetMetadataReader();
        string[] used = [.. training.TypeReferences.Select(handle => training.GetString(training.GetTypeReference(handle).Name))];
        Assert.Contains(nameof(Network.RecordedBatch), used);
        Assert.DoesNotContain(nameof(Network.MembraneRecord), used);
    }

    [Theory]
    [InlineData("Bss2.Spikes")]
    [InlineData("Bss2.Hal")]
    [InlineData("Bss2.Network")]
    [InlineData("Bss2.Training")]
    [InlineData("Bss2.Emulator")]
    public void A_lower_layer_uses_the_framework_and_nothing_else(string name)
    {
        IEnumerable<string> foreign = Assembly.Load(name).GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(reference => !reference.StartsWith("Bss2.", StringComparison.Ordinal)
                && !reference.StartsWith("System.", StringComparison.Ordinal) && reference is not ("netstandard" or "mscorlib"));
        Assert.Empty(foreign);
    }
}
