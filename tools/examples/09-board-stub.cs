using System.Buffers.Binary;
using System.IO.Pipelines;
using Bss2.Conformance;
using Bss2.Emulator;
using Bss2.Hal;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

namespace Bss2.Examples;

/// <summary>What a board builder writes: a link over two streams of bytes, here the ends of a pipe; words go big-endian.</summary>
internal sealed class BoardStub(Stream toBoard, Stream fromBoard, ChipDescription chip) : IChipLink
{
    private const int WordBytes = sizeof(ulong);
    private byte[] _sent = [], _received = new byte[WordBytes];
    private int _filled;
    private volatile bool _closed;

    public ChipDescription Chip => chip;
    public int MaxProgramWords => Array.MaxLength;   // it executes while words come; who starts on the halt says how long a program may be

    public async ValueTask SendAsync(ReadOnlyMemory<ulong> words, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        _sent = _sent.Length < words.Length * WordBytes ? new byte[words.Length * WordBytes] : _sent;
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(_sent.AsSpan(i * WordBytes), words.Span[i]);
        }
        await toBoard.WriteAsync(_sent.AsMemory(0, words.Length * WordBytes), cancellationToken);
        await toBoard.FlushAsync(cancellationToken);
    }

    public async ValueTask<int> ReceiveAsync(Memory<ulong> destination, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        _received = _received.Length < destination.Length * WordBytes ? [.. _received, .. new byte[destination.Length * WordBytes]] : _received;
        // A stream may end anywhere within a word: what is there of the next one is kept for the next call.
        while (_filled < WordBytes)
        {
            int read = await fromBoard.ReadAsync(_received.AsMemory(_filled, destination.Length * WordBytes - _filled), cancellationToken);
            if (read == 0)
            {
                return _filled == 0 ? 0 : throw new LinkException(LinkFailure.Lost, "pipe", $"The board closed it {_filled} bytes into a word.");
            }
            _filled += read;
        }
        int words = _filled / WordBytes;
        for (int i = 0; i < words; i++)
        {
            destination.Span[i] = BinaryPrimitives.ReadUInt64BigEndian(_received.AsSpan(i * WordBytes));
        }
        _received.AsSpan(words * WordBytes, _filled -= words * WordBytes).CopyTo(_received);
        return words;
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        await toBoard.DisposeAsync();
        await fromBoard.DisposeAsync();
    }

    /// <summary>A board, here an emulated one, at the other end of two pipes.</summary>
    public static BoardStub Connect()
    {
        (Pipe to, Pipe from, var fpga) = (new Pipe(), new Pipe(), new EmulatorLink(new EmulatorOptions()));
        var farEnd = new BoardStub(from.Writer.AsStream(), to.Reader.AsStream(), fpga.Chip);   // the same class, turned round
        _ = PumpAsync(farEnd, fpga, from.Writer);
        _ = PumpAsync(fpga, farEnd, from.Writer);
        return new(to.Writer.AsStream(), from.Reader.AsStream(), fpga.Chip);
    }

    public static async Task RunAsync()
    {
        foreach ((string demand, Func<IChipLink, CancellationToken, Task> contract) in LinkContracts.All)
        {
            await using BoardStub link = Connect();
            await contract(link, CancellationToken.None);
            Console.WriteLine($"holds: {demand}");
        }
    }

    private static async Task PumpAsync(IChipLink from, IChipLink to, PipeWriter answers)
    {
        ulong[] words = new ulong[4096];
        try
        {
            while (await from.ReceiveAsync(words, CancellationToken.None) is > 0 and var count)
            {
                await to.SendAsync(words.AsMemory(0, count), CancellationToken.None);
            }
            await to.DisposeAsync();
        }
        catch (HalException e)
        {
            answers.Complete(e);   // the emulator names a wrong address at once, where a board lets the instruction time out
        }
    }
}
