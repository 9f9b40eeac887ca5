using System.CommandLine;
using Bss2.Cli.Train;
using Bss2.Cli.Vectors;

var root = new RootCommand("bss2: BrainScaleS-2 host stack: emulated chip, driver and in-the-loop training.") { TrainCommand.Create(), VectorsCommand.Create() };
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
    {
        Console.Error.WriteLine(error.Message);
    }
    Console.Error.WriteLine("See --help.");
    return 2;
}
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or Bss2.Hal.HalException
    or Bss2.Runtime.Placement.PlacementException or InvalidOperationException)
{
    Console.Error.WriteLine($"bss2: {e.Message}");
    return 1;
}
