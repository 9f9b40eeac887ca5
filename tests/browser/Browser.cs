using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Bss2.BrowserTests;

/// <summary>A Chromium without a window, driven over the DevTools protocol.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Marker = "DevTools listening on ";

    private static readonly JsonSerializerOptions s_json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _faults = [], _requests = [];
    private int _id;
    private string? _session;

    private Browser(Process process, string profile) => (_process, _profile) = (process, profile);

    /// <summary>Console errors and exceptions of the page so far.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>What the page asked for so far.</summary>
    public IReadOnlyList<string> Requests => _requests;

    /// <summary>Where a Chromium is: BSS2_BROWSER, or a usual name on the path; null if there is none.</summary>
    public static string? Find() => Environment.GetEnvironmentVariable("BSS2_BROWSER") is { Length: > 0 } given ? given
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => ((string[])["chromium", "chromium-browser", "google-chrome", "chrome"]).Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);

    public static async Task<Browser> StartAsync(string program)
    {
        string profile = Directory.CreateTempSubdirectory("bss2-browser-").FullName;
        var start = new ProcessStartInfo(program) { RedirectStandardError = true };
        foreach (string argument in (string[])["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-port=0",
            $"--user-data-dir={profile}", "about:blank"])
        {
            start.ArgumentList.Add(argument);
        }
        var browser = new Browser(Process.Start(start)!, profile);
        try
        {
            await browser.AttachAsync();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>A window of a size, in light or dark mode.</summary>
    public async Task LookAsync(int width, int height, bool dark)
    {
        await CallAsync("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = width < 600 });
        await CallAsync("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = dark ? "dark" : "light" } } });
    }

    public Task OpenAsync(string url) => CallAsync("Page.navigate", new { url });

    /// <summary>The value of an expression in the page, as text.</summary>
    public async Task<string> EvaluateAsync(string expression) =>
        (await CallAsync("Runtime.evaluate", new { expression = $"String({expression})", returnByValue = true }))["result"]!["value"]?.ToString() ?? "";

    /// <summary>Waits until an expression is true.</summary>
    public async Task UntilAsync(string expression)
    {
        var clock = Stopwatch.StartNew();
        while (await EvaluateAsync(expression) != "true")
        {
            Assert.True(clock.Elapsed < s_deadline, $"{expression} did not become true. Faults: {string.Join("; ", _faults)}");
            await Task.Delay(100);
        }
    }

    public async Task ScreenshotAsync(string file)
    {
        JsonNode answer = await CallAsync("Page.captureScreenshot", new { captureBeyondViewport = true });
        await File.WriteAllBytesAsync(file, Convert.FromBase64String((string)answer["data"]!));
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private async Task AttachAsync()
    {
        string? line;
        do
        {
            line = await _process.StandardError.ReadLineAsync().WaitAsync(s_deadline);
        }
        while (line is not null && !line.StartsWith(Marker, StringComparison.Ordinal));
        _ = _process.StandardError.ReadToEndAsync();
        await _socket.ConnectAsync(new Uri((line ?? throw new InvalidOperationException("The browser ended."))[Marker.Length..]), CancellationToken.None);
        string target = (string)(await CallAsync("Target.createTarget", new { url = "about:blank" }))["targetId"]!;
        _session = (string)(await CallAsync("Target.attachToTarget", new { targetId = target, flatten = true }))["sessionId"]!;
        foreach (string domain in (string[])["Page", "Runtime", "Log", "Network"])
        {
            await CallAsync(domain + ".enable", new { });
        }
    }

    private async Task<JsonNode> CallAsync(string method, object parameters)
    {
        int id = ++_id;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters, sessionId = _session }, s_json),
            WebSocketMessageType.Text, true, CancellationToken.None);
        while (true)
        {
            JsonNode message = await ReceiveAsync().WaitAsync(s_deadline);
            if ((int?)message["id"] == id)
            {
                return message["error"] is { } error ? throw new InvalidOperationException($"{method}: {error}") : message["result"]!;
            }
            Note(message);
        }
    }

    private void Note(JsonNode message)
    {
        switch ((string?)message["method"])
        {
            case "Runtime.exceptionThrown":
                _faults.Add(message["params"]!["exceptionDetails"]!.ToJsonString());
                break;
            case "Runtime.consoleAPICalled" when (string?)message["params"]!["type"] is "error" or "warning":
            case "Log.entryAdded" when (string?)message["params"]!["entry"]!["level"] == "error":
                _faults.Add(message["params"]!.ToJsonString());
                break;
            case "Network.requestWillBeSent":
                _requests.Add((string)message["params"]!["request"]!["url"]!);
                break;
            default:
                break;
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var text = new MemoryStream();
        var buffer = new byte[1 << 16];
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
            text.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(text.ToArray())!;
    }
}
