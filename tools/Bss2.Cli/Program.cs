using System.CommandLine;
using Bss2.Cli.Bench;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Conform;
using Bss2.Cli.Doctor;
using Bss2.Cli.Eval;
using Bss2.Cli.Export;
using Bss2.Cli.Figures;
using Bss2.Cli.Probe;
using Bss2.Cli.Record;
using Bss2.Cli.Registers;
using Bss2.Cli.Serve;
using Bss2.Cli.Tables;
using Bss2.Cli.Train;
using Bss2.Cli.Vectors;
using Bss2.Cli.Watch;

var root = new RootCommand("bss2: BrainScaleS-2 host stack: emulated chip, driver and in-the-loop training.") 
{
    TrainCommand.Create(),
    EvalCommand.Create(), CalibrateCommand.Create(), ProbeCommand.Create(),
    ExportCommand.Create(), WatchCommand.Create(),
    FigureCommand.Create(), TableCommand.Create(), DoctorCommand.Create(),
    ServeCommand.Create(),
    ConformCommand.Create(), RecordCommand.Create(),
    VectorsCommand.Create(), RegistersCommand.Create(),
    BenchCommand.Create(),
};
ParseResult parsed = root.Parse(args);
if (parsed.Action is System.CommandLine.Invocation.ParseErrorAction usage)
{
    usage.ShowHelp = false;
    parsed.Invoke(new InvocationConfiguration { Output = Console.Error });
    Console.Error.WriteLine("See --help.");
    return 2;
}
// A second Ctrl-C must not hurt: runs stop between batches and write their checkpoint first.
using var stop = new CancellationTokenSource();
void Stop(System.Runtime.InteropServices.PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
using var interrupt = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGINT, Stop);
using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, Stop);
try
{
    return await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    // Verbs with something to resume say so themselves.
    Console.Error.WriteLine("bss2: interrupted.");
    return 130;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or Bss2.Hal.HalException
    or Bss2.Runtime.Placement.PlacementException or InvalidOperationException)
{
    Console.Error.WriteLine($"bss2: {e.Message}");
    return 1;
}
