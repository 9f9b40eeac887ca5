using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using System.Text.Json;
using Bss2.Links.Recording;

namespace Bss2.Cli.Record;

/// <summary>bss2 record -- VERB …: runs a verb and writes down every word that its chips are sent and answer.</summary>
internal static class RecordCommand
{
    public static Command Create()
    {
        var file = new Option<string>("--out") { DefaultValueFactory = _ => "session.bss2rec", Description = "file to write" };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout, all else on stderr" };
        var words = new Argument<string[]>("verb") { Arity = ArgumentArity.OneOrMore, Description = "what to run, after --" };
        var command = new Command("record",
            "Record all words of a session. Example: bss2 record --out a.bss2rec -- train yin-yang --epochs 2; then the same train with --chip replay:a.bss2rec")
        {
            file, json, words,
        };
        command.SetAction((parsed, token) =>
            RunAsync(parsed.RootCommandResult.Command, parsed.GetValue(words)!, parsed.GetValue(file)!, parsed.GetValue(json), token));
        return command;
    }

    private static async Task<int> RunAsync(Command root, string[] words, string file, bool json, CancellationToken token)
    {
        ParseResult inner = root.Parse(words);
        if (inner.Action is ParseErrorAction usage)
        {
            usage.ShowHelp = false;
            inner.Invoke(new InvocationConfiguration { Output = Console.Error });
            Console.Error.WriteLine("This is about what stands after --. See --help.");
            return 2;
        }
        if (words[0] is "record" or "serve")
        {
            Console.Error.WriteLine($"bss2: record -- {words[0]} records nothing: it uses no chip by itself.");
            return 2;
        }
        TextWriter stdout = Console.Out;
        if (json)
        {
            Console.SetOut(Console.Error);
        }
        int code;
        await using var recorder = new Recorder(file);
        try
        {
            code = await SessionTap.RecordAsync(recorder, () => inner.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, token));
        }
        finally
        {
            // Also after a failure, which is worth replaying more than anything else.
            await recorder.DisposeAsync();
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Recorded {recorder.WordsSent} words sent, {recorder.WordsReceived} received, {recorder.Connections} connections: {file} ({new FileInfo(file).Length / 1e6:F1} MB). Replay: the same command with --chip replay:{file}"));
        }
        if (json)
        {
            stdout.WriteLine(JsonSerializer.Serialize(new
            {
                words_sent = recorder.WordsSent, words_received = recorder.WordsReceived, connections = recorder.Connections,
                file, bytes = new FileInfo(file).Length, exit_code = code,
            }));
        }
        return code;
    }
}
