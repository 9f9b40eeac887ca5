using System.Buffers.Binary;
using System.Net.Sockets;

namespace Bss2.Emulator.Wire;

/// <summary>One host's TCP connection to the board, served by one thread; closing it ends the thread.</summary>
internal sealed class TcpHost
{
    private const int InBytes = 64 * 1024, OutBytes = 64 * 1024, Modulus = 256, Window = 128;

    private readonly Socket _socket;
    private readonly EmulatedBoard _board;
    private readonly BoardOwner _owner;
    private readonly byte[] _in = new byte[InBytes], _out = new byte[OutBytes];
    private static readonly TimeSpan s_silence = TimeSpan.FromMilliseconds(EmulatedBoard.SilenceMs);

    private readonly List<ulong> _replies = [];
    private int _outBytes;

    public TcpHost(Socket socket, EmulatedBoard board) =>
        (_socket, _board, _owner) = (socket, board, new($"TCP host {socket.RemoteEndPoint}", Close));

    /// <summary>Serves until the connection closes, whoever closes it.</summary>
    public void Serve()
    {
        try
        {
            var parser = new RecordParser();
            int got;
            while ((got = _socket.Receive(_in)) > 0)
            {
                ReadOnlySpan<byte> bytes = _in.AsSpan(0, got);
                while (parser.Take(ref bytes))
                {
                    Handle(parser.Type, parser.Words);
                }
                if (parser.Broken)
                {
                    _board.Log($"{_owner.Name} sent what is no record; its connection is closed.");
                    return;
                }
                PutReplies();
                SendBuffer();
                if (_socket.Available == 0 && (!_board.IsInProgram || !_socket.Poll(s_silence, SelectMode.SelectRead)))
                {
                    _board.Flush(_owner, _replies);
                    PutReplies();
                    SendBuffer();
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone, or closed from here; nothing is owed to it.
        }
        finally
        {
            Close();
            _board.Release(_owner);
        }
    }

    public void Close() => _socket.Dispose();

    private void Handle(int type, ReadOnlySpan<ulong> words)
    {
        if (type == RecordParser.Reset)
        {
            _replies.Clear();
            _board.TakeOver(_owner);
            ReadOnlySpan<ulong> config = ConfigWords.Of(Modulus, Window, RecordParser.MaximumWords, _board.InfoText);
            for (; !config.IsEmpty; config = config[Math.Min(config.Length, RecordParser.MaximumWords)..])
            {
                Put(RecordParser.Config, config[..Math.Min(config.Length, RecordParser.MaximumWords)]);
            }
        }
        else if (type == RecordParser.Data)
        {
            // Whoever does not own the board gets no answer: the board drops its words.
            _board.Execute(_owner, words, _replies);
            PutReplies();
        }
        else if (type == RecordParser.Loopback && _board.IsOwner(_owner))
        {
            Put(RecordParser.Loopback, words);
        }
    }

    private void PutReplies()
    {
        Span<ulong> replies = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_replies);
        for (; !replies.IsEmpty; replies = replies[Math.Min(replies.Length, RecordParser.MaximumWords)..])
        {
            Put(RecordParser.Data, replies[..Math.Min(replies.Length, RecordParser.MaximumWords)]);
        }
        _replies.Clear();
    }

    private void Put(int type, ReadOnlySpan<ulong> words)
    {
        int size = RecordParser.HeadBytes + words.Length * sizeof(ulong);
        if (_out.Length - _outBytes < size)
        {
            SendBuffer();
        }
        Span<byte> record = _out.AsSpan(_outBytes, size);
        BinaryPrimitives.WriteUInt32BigEndian(record, (uint)type << 24);
        BinaryPrimitives.WriteUInt32BigEndian(record[4..], (uint)words.Length);
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(record[(RecordParser.HeadBytes + i * sizeof(ulong))..], words[i]);
        }
        _outBytes += size;
    }

    // Blocks while the host does not read: that is its back-pressure; closing the socket ends it.
    private void SendBuffer()
    {
        for (int sent = 0; sent < _outBytes;)
        {
            sent += _socket.Send(_out.AsSpan(sent, _outBytes - sent));
        }
        _outBytes = 0;
    }
}
