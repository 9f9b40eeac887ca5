using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Bss2.Cli.Runs;

namespace Bss2.Cli.Watch;

/// <summary>Serves the page, its events and three commands, on the loopback address only.</summary>
/// <remarks>Commands need a token that only the page knows: another site in the same browser cannot stop a training.</remarks>
internal sealed class WatchServer : IAsyncDisposable
{
    private const int Attempts = 20;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(400);

    private readonly HttpListener _listener;
    private readonly WatchState _state;
    private readonly LiveFolder _live;
    private readonly string _token = RandomNumberGenerator.GetHexString(32);
    private readonly List<Task> _clients = [];

    /// <param name="run">Whose training.</param>
    /// <param name="port">0 for any free one.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public WatchServer(RunFolder run, int port)
    {
        (_state, _live) = (new(run), new(run));
        (_listener, int bound) = Listen(port);
        Url = $"http://127.0.0.1:{bound}/";
    }

    public string Url { get; }

    public async Task RunAsync(CancellationToken token)
    {
        using CancellationTokenRegistration stop = token.Register(_listener.Stop);
        while (!token.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException && token.IsCancellationRequested)
            {
                break;
            }
            _clients.RemoveAll(client => client.IsCompleted);
            _clients.Add(ServeAsync(context, token));
        }
        await Task.WhenAll(_clients);
    }

    public ValueTask DisposeAsync()
    {
        _listener.Close();
        return ValueTask.CompletedTask;
    }

    private static (HttpListener, int) Listen(int port)
    {
        for (int attempt = 1; ; attempt++)
        {
            int chosen = port != 0 ? port : FreePort();
            var listener = new HttpListener();
            listener.Prefixes.Add($"http://127.0.0.1:{chosen}/");
            try
            {
                listener.Start();
                return (listener, chosen);
            }
            catch (Exception e) when (e is HttpListenerException or SocketException)
            {
                listener.Close();
                // Between finding a free port and taking it somebody else may have.
                if (port != 0 || attempt == Attempts)
                {
                    throw new IOException($"Port {chosen} on 127.0.0.1 cannot be used: {e.Message} Choose another --port, or leave it away.", e);
                }
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync(HttpListenerContext context, CancellationToken token)
    {
        try
        {
            HttpListenerRequest request = context.Request;
            switch (request.HttpMethod, request.Url?.AbsolutePath)
            {
                case ("GET", "/"):
                    await SendAsync(context.Response, 200, "text/html; charset=utf-8", Page());
                    break;
                case ("GET", "/events"):
                    await StreamAsync(context.Response, token);
                    break;
                case ("POST", "/pause" or "/resume" or "/stop") when request.Headers["X-Bss2-Token"] == _token:
                    string what = request.Url!.AbsolutePath[1..];
                    _live.Ask(what == "resume" ? null : what);
                    await SendAsync(context.Response, 204, "text/plain", "");
                    break;
                case ("POST", _):
                    await SendAsync(context.Response, 403, "text/plain", "The page that bss2 watch serves may do this, nobody else.");
                    break;
                default:
                    await SendAsync(context.Response, 404, "text/plain", "There is nothing here; the page is at /.");
                    break;
            }
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The browser has gone, or we are ending.
        }
    }

    private string Page()
    {
        using Stream stream = typeof(WatchServer).Assembly.GetManifestResourceStream("watch.html")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("TOKEN", _token, StringComparison.Ordinal);
    }

    // A message whenever something has changed; a comment otherwise, which tells us whether anybody still listens.
    private async Task StreamAsync(HttpListenerResponse response, CancellationToken token)
    {
        response.ContentType = "text/event-stream";
        response.Headers["Cache-Control"] = "no-store";
        response.SendChunked = true;
        string? last = null;
        while (!token.IsCancellationRequested)
        {
            _live.Touch();
            string now = _state.Read();
            byte[] message = Encoding.UTF8.GetBytes(now == last ? ": still here\n\n" : $"data: {now}\n\n");
            last = now;
            await response.OutputStream.WriteAsync(message, token);
            await response.OutputStream.FlushAsync(token);
            await Task.Delay(s_interval, token);
        }
        response.Close();
    }

    private static async Task SendAsync(HttpListenerResponse response, int status, string type, string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        (response.StatusCode, response.ContentType, response.ContentLength64) = (status, type, body.Length);
        response.Headers["Content-Security-Policy"] = "default-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";
        response.Headers["Cache-Control"] = "no-store";
        if (status != 204)
        {
            await response.OutputStream.WriteAsync(body);
        }
        response.Close();
    }
}
