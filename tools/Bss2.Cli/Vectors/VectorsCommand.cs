using System.CommandLine;
using System.Text.Json;

namespace Bss2.Cli.Vectors;

/// <summary>bss2 vectors FILE….</summary>
internal static class VectorsCommand
{
    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("files") { Description = "golden-vector files", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout" };
        var command = new Command("vectors", "Check golden vectors. Example: bss2 vectors tests/golden/*.json") { files, json };
        command.SetAction(parsed =>
        {
            var checker = new VectorChecker();
            foreach (FileInfo file in parsed.GetValue(files)!)
            {
                checker.Check(File.ReadAllBytes(file.FullName), file.FullName);
            }
            return Print(checker, parsed.GetValue(json));
        });
        return command;
    }

    private static int Print(VectorChecker checker, bool json)
    {
        int passed = checker.Passed.Values.Sum(), failed = checker.Failed.Values.Sum(), missing = checker.NotImplemented.Values.Sum();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                passed, failed, not_implemented = missing, containers = checker.Passed, failures = checker.Failed,
                not_implemented_containers = checker.NotImplemented, first_failures = checker.FirstFailures,
            }));
            return failed == 0 ? 0 : 1;
        }
        foreach ((string name, int count) in checker.Passed)
        {
            Console.WriteLine($"{name,-36} {count,4} passed");
        }
        foreach ((string name, int count) in checker.Failed)
        {
            Console.WriteLine($"{name,-36} {count,4} FAILED");
        }
        foreach ((string name, int count) in checker.NotImplemented)
        {
            Console.WriteLine($"{name,-36} {count,4} not implemented");
        }
        checker.FirstFailures.ForEach(Console.WriteLine);
        Console.WriteLine($"{passed} passed, {failed} failed, {missing} not implemented ({checker.NotImplemented.Count} names)");
        return failed == 0 ? 0 : 1;
    }
}
