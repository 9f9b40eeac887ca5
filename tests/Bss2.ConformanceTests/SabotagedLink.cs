using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

namespace Bss2.ConformanceTests;

/// <summary>A link whose chip is broken in one way, after some programs that it runs well.</summary>
internal sealed class SabotagedLink(IChipLink link, Sabotage sabotage, int healthyPrograms) : IChipLink
{
    private const int ReceiveWords = 4096;

    private readonly Queue<ulong> _waiting = new();
    private int _run;

    public ChipDescription Chip => link.Chip;

    public int MaxProgramWords => link.MaxProgramWords;

    public ValueTask SendAsync(ReadOnlyMemory<ulong> words, CancellationToken cancellationToken)
    {
        List<ulong> changed = [];
        foreach (ulong word in words.Span)
        {
            if ((_run < healthyPrograms ? word : sabotage.Program(word)) is { } kept)
            {
                changed.Add(kept);
            }
        }
        return link.SendAsync(changed.ToArray(), cancellationToken);
    }

    public async ValueTask<int> ReceiveAsync(Memory<ulong> destination, CancellationToken cancellationToken)
    {
        if (_waiting.Count == 0)
        {
            await TakeProgramAsync(cancellationToken);
        }
        int count = Math.Min(_waiting.Count, destination.Length);
        for (int i = 0; i < count; i++)
        {
            destination.Span[i] = _waiting.Dequeue();
        }
        return count;
    }

    public ValueTask DisposeAsync() => link.DisposeAsync();

    // Whole runs are collected first, so that a sabotage can look at all of a program's replies.
    private async Task TakeProgramAsync(CancellationToken cancellationToken)
    {
        var taken = new Taken();
        var decoder = new UtDecoder(UtDictionary.FromFpga);
        var buffer = new ulong[ReceiveWords];
        while (!taken.Messages.Contains((FromFpga.LoopbackHeader, UInt128.Zero)))
        {
            int count = await link.ReceiveAsync(buffer, cancellationToken);
            decoder.Decode(buffer.AsSpan(0, count), taken);
        }
        if (_run++ >= healthyPrograms)
        {
            sabotage.Replies(taken.Messages);
        }
        List<ulong> words = [];
        var encoder = new UtEncoder(UtDictionary.FromFpga, words);
        taken.Messages.ForEach(m => encoder.Append(m.Header, m.Payload));
        encoder.Flush();
        words.ForEach(_waiting.Enqueue);
    }

    private sealed class Taken : IUtMessageSink
    {
        public List<(int Header, UInt128 Payload)> Messages { get; } = [];

        public void Take(int header, UInt128 payload) => Messages.Add((header, payload));
    }
}
