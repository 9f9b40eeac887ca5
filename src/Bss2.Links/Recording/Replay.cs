using System.Text.Json;
using Bss2.Hal.Wire;

namespace Bss2.Links.Recording;

/// <summary>A recorded session that is gone through again, one connection after the other.</summary>
public sealed class Replay : IDisposable
{
    private readonly RecordingReader _reader;
    private readonly string _endpoint;
    private ReplayLink? _last;
    private RecordingHeader? _header;
    private int _connections;

    /// <summary>Opens a recording.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no recording, or of another version.</exception>
    public Replay(string path) : this(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16), path)
    {
    }

    internal Replay(Stream file, string name)
    {
        _endpoint = $"replay:{name}";
        try
        {
            _reader = new(file, name);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The next connection that was recorded.</summary>
    /// <exception cref="LinkException">None was.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public IChipLink Connect()
    {
        if (_last is { IsUsed: false })
        {
            // Who looks at a chip's identity alone leaves no trace in a recording either.
            return _last = new(_reader, _header!, _endpoint, _connections);
        }
        // Answers that nobody waited for, and how the connection before ended, are of no interest any more.
        while (_reader.Kind is not RecordingFormat.Connected && _reader.Read() && _reader.Kind != RecordingFormat.Connected)
        {
            if (_reader.Kind == RecordingFormat.Sent)
            {
                throw new LinkException(LinkFailure.Differs, _endpoint, $"this run connects again, but connection {_connections} of the recording "
                    + "goes on. Replay the same command with the same options, settings and version as recorded.");
            }
        }
        if (_reader.Kind != RecordingFormat.Connected)
        {
            throw new LinkException(LinkFailure.Differs, _endpoint, $"this run connects more often than the {_connections} times that are recorded.");
        }
        _connections++;
        try
        {
            _header = JsonSerializer.Deserialize(_reader.Text, RecordingJson.Default.RecordingHeader) ?? throw new JsonException("nothing is there");
        }
        catch (JsonException e)
        {
            throw _reader.Damaged($"it does not say who answered ({e.Message})");
        }
        return _last = new(_reader, _header, _endpoint, _connections);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _reader.Dispose();
}
