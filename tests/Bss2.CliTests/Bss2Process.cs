using System.Diagnostics;

namespace Bss2.CliTests;

/// <summary>Runs the command as a user does: a process with arguments, streams and an exit code.</summary>
internal static class Bss2Process
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(5);

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        return await FinishAsync(process);
    }

    public static Process Start(params string[] arguments) => StartProgram("bss2.dll", arguments);

    /// <summary>Another program that lies beside the tests.</summary>
    public static Process StartProgram(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, file));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        return Process.Start(start)!;
    }

    public static async Task<(int ExitCode, string Output, string Error)> FinishAsync(Process process)
    {
        using var deadline = new CancellationTokenSource(s_deadline);
        Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token), error = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output, await error);
    }
}
