using System.Diagnostics;
using System.Text.Json;

namespace Bss2.BrowserTests;

/// <summary>report.html and the watch page as a reader sees them; screenshots in artifacts/screenshots are there to be looked at.</summary>
public sealed class PageTests
{
    private static readonly string[] s_training = ["train", "yin-yang", "--core", "linear", "--hidden", "40", "--training-samples", "200", "--batch", "10"];

    [Fact]
    public async Task The_report_opens_from_disk_without_errors_or_outside_requests()
    {
        await using Browser browser = await StartAsync();
        using var folder = new Folder();
        using (Process train = Bss2([.. s_training, "--epochs", "2", "--out", folder["run"]]))
        {
            await train.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, train.ExitCode);
        }
        foreach ((string name, int width, bool dark) in (( string, int, bool)[])
            [("wide-light", 1100, false), ("wide-dark", 1100, true), ("narrow-light", 390, false), ("narrow-dark", 390, true)])
        {
            await browser.LookAsync(width, 900, dark);
            await browser.OpenAsync("file://" + Path.Combine(folder["run"], "report.html"));
            await browser.UntilAsync("document.readyState === 'complete' && document.images.length > 3");
            Assert.Equal("true", await browser.EvaluateAsync("[...document.images].every(i => i.naturalWidth > 0)"));
            // Nothing but the boxes that scroll by themselves is wider than the window.
            Assert.Equal("true", await browser.EvaluateAsync("document.documentElement.scrollWidth <= innerWidth"));
            Assert.Equal(dark ? "rgb(19, 20, 22)" : "rgb(255, 255, 255)", await browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor"));
            await browser.ScreenshotAsync(Screenshot($"report-{name}.png"));
        }
        Assert.Empty(browser.Faults);
        Assert.All(browser.Requests, url => Assert.True(url.StartsWith("file:", StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal), url));
    }

    [Fact]
    public async Task The_watch_page_follows_pauses_and_stops_a_training()
    {
        await using Browser browser = await StartAsync();
        using var folder = new Folder();
        using Process train = Bss2([.. s_training, "--epochs", "1000", "--out", folder["run"]]);
        while (!File.Exists(Path.Combine(folder["run"], "manifest.json")))
        {
            Assert.False(train.HasExited);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        using Process watch = Bss2(["watch", folder["run"], "--json"]);
        string? line = await watch.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        string url = JsonDocument.Parse(line!).RootElement.GetProperty("url").GetString()!;
        try
        {
            await browser.LookAsync(1100, 900, dark: false);
            await browser.OpenAsync(url);
            const string epoch = "document.querySelector('#figures b') && document.querySelector('#figures b').textContent";
            await browser.UntilAsync("document.querySelectorAll('#raster circle').length > 5 && document.querySelectorAll('#accuracy polyline').length == 2");
            string before = await browser.EvaluateAsync(epoch);
            await browser.UntilAsync($"{epoch} !== '{before}'");
            Assert.True(int.Parse(await browser.EvaluateAsync("document.querySelectorAll('#ledger tr').length"), null) > 3);
            await browser.ScreenshotAsync(Screenshot("watch-wide-light.png"));

            await browser.EvaluateAsync("document.getElementById('pause').click()");
            await browser.UntilAsync("document.getElementById('state').textContent === 'paused'");
            await Task.Delay(1000, TestContext.Current.CancellationToken);
            string paused = await browser.EvaluateAsync(epoch);
            await Task.Delay(1500, TestContext.Current.CancellationToken);
            Assert.Equal(paused, await browser.EvaluateAsync(epoch));
            await browser.LookAsync(390, 900, dark: true);
            await browser.ScreenshotAsync(Screenshot("watch-narrow-dark.png"));
            Assert.Equal("true", await browser.EvaluateAsync("document.documentElement.scrollWidth <= innerWidth"));

            await browser.EvaluateAsync("document.getElementById('resume').click()");
            await browser.UntilAsync($"{epoch} !== '{paused}'");
            await browser.EvaluateAsync("document.getElementById('stop').click()");
            await train.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Assert.Equal(130, train.ExitCode);
            await browser.UntilAsync("document.getElementById('state').textContent === 'interrupted' && document.getElementById('stop').disabled");
            Assert.Empty(browser.Faults);
            Assert.All(browser.Requests,
                asked => Assert.True(asked.StartsWith(url, StringComparison.Ordinal) || asked.StartsWith("data:", StringComparison.Ordinal), asked));
            await RefusesStrangersAsync(url);
        }
        finally
        {
            watch.Kill();
            train.Kill();
        }
    }

    private static async Task RefusesStrangersAsync(string url)
    {
        using var stranger = new HttpClient();
        Assert.Equal(403, (int)(await stranger.PostAsync(url + "stop", null)).StatusCode);
        using var rebound = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Host = "evil.example" } };
        Assert.NotEqual(200, (int)(await stranger.SendAsync(rebound)).StatusCode);
    }

    private static async Task<Browser> StartAsync()
    {
        string? program = Browser.Find();
        Assert.SkipWhen(program is null, "There is no Chromium: install one, or set BSS2_BROWSER to where it is.");
        return await Browser.StartAsync(program!);
    }

    private static string Screenshot(string name)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "screenshots");
        return Path.Combine(Directory.CreateDirectory(folder).FullName, name);
    }

    private static Process Bss2(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "bss2.dll"));
        Array.ForEach(arguments, start.ArgumentList.Add);
        return Process.Start(start)!;
    }

    private sealed class Folder : IDisposable
    {
        private readonly string _location = Directory.CreateTempSubdirectory("bss2-browser-test-").FullName;

        public string this[string name] => Path.Combine(_location, name);

        public void Dispose() => Directory.Delete(_location, recursive: true);
    }
}
