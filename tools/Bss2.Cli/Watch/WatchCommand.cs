using System.CommandLine;
using System.Text.Json;
using Bss2.Cli.Runs;

namespace Bss2.Cli.Watch;

/// <summary>bss2 watch RUN: a page on this machine that follows a training.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("run") { Description = "folder that train writes" };
        var port = new Option<int>("--port") { DefaultValueFactory = _ => 0, Description = "port on 127.0.0.1 (default: any free one)" };
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value and (< 0 or > 65535))
            {
                result.AddError($"--port {value}: give a port from 0 to 65535.");
            }
        });
        var json = new Option<bool>("--json") { Description = "the URL as one JSON object on stdout, all else on stderr" };
        var command = new Command("watch", "Follow a training in a browser on this machine, pause and stop it. Example: bss2 watch runs/mine") { folder, port, json };
        command.SetAction(async (parsed, token) =>
        {
            await using var server = new WatchServer(RunFolder.Open(parsed.GetValue(folder)!), parsed.GetValue(port));
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(new { url = server.Url }));
            }
            else
            {
                Console.Out.WriteLine($"{server.Url}  (Ctrl-C ends watching; the training goes on)");
            }
            await server.RunAsync(token);
            return 0;
        });
        return command;
    }
}
