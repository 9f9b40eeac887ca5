using System.Diagnostics;
using System.Text.Json;

namespace Bss2.CliTests;

/// <summary>bss2 serve in a process of its own.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _log;

    private ServeProcess(Process process, Task<string> log, IReadOnlyDictionary<string, string> chips) => (_process, _log, Chips) = (process, log, chips);

    /// <summary>What to give --chip, by kind of endpoint.</summary>
    public IReadOnlyDictionary<string, string> Chips { get; }

    public static async Task<ServeProcess> StartAsync(params string[] arguments)
    {
        Process process = Bss2Process.Start(["serve", "--json", .. arguments]);
        Task<string> log = process.StandardError.ReadToEndAsync();
        string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(s_deadline);
        if (line is null)
        {
            throw new InvalidOperationException($"bss2 serve ended: {await log}");
        }
        using JsonDocument document = JsonDocument.Parse(line);
        return new(process, log, document.RootElement.GetProperty("endpoints").EnumerateArray()
            .ToDictionary(e => e.GetProperty("kind").GetString()!, e => e.GetProperty("chip").GetString()!));
    }

    /// <summary>Ends it as a power cut would.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync().WaitAsync(s_deadline);
    }

    /// <summary>Ends it as Ctrl-C does.</summary>
    public async Task<(int ExitCode, string Log)> InterruptAsync()
    {
        using (Process kill = Process.Start("kill", ["-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }
        await _process.WaitForExitAsync().WaitAsync(s_deadline);
        return (_process.ExitCode, await _log);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }
        _process.Dispose();
    }
}
