using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

namespace Bss2.ConformanceTests;

/// <summary>A link that is broken in one way; it works until the word, or the call, with a certain number.</summary>
internal sealed class SpoiltLink(IChipLink link, LinkSabotage sabotage) : IChipLink
{
    // Beyond the shortest exchanges, within every long one.
    private const long Spoilt = 150;

    private readonly SemaphoreSlim _oneDirection = new(1);
    private readonly List<ulong> _late = [];
    private long _sent, _received;
    private ulong? _kept;
    private bool _closed;

    public ChipDescription Chip => link.Chip;

    public int MaxProgramWords => link.MaxProgramWords;

    public async ValueTask SendAsync(ReadOnlyMemory<ulong> words, CancellationToken cancellationToken)
    {
        if (_closed && sabotage == LinkSabotage.TakesWordsWhenClosed)
        {
            return;
        }
        ulong[] spoilt = sabotage switch
        {
            LinkSabotage.LosesOut or LinkSabotage.DoublesOut or LinkSabotage.ExchangesOut or LinkSabotage.InvertsOut => Change(words.Span, ref _sent),
            LinkSabotage.KeepsTheLastWord => KeepLast(words.Span),
            _ => words.ToArray(),
        };
        if (sabotage == LinkSabotage.OneDirectionAtATime)
        {
            // Sends in parts, as a line does, and only while nothing is received.
            for (ReadOnlyMemory<ulong> rest = spoilt; !rest.IsEmpty; rest = rest[Math.Min(64, rest.Length)..])
            {
                await _oneDirection.WaitAsync(cancellationToken);
                await link.SendAsync(rest[..Math.Min(64, rest.Length)], cancellationToken);
                _oneDirection.Release();
            }
            return;
        }
        await link.SendAsync(spoilt, cancellationToken);
    }

    public async ValueTask<int> ReceiveAsync(Memory<ulong> destination, CancellationToken cancellationToken)
    {
        if (_closed && sabotage == LinkSabotage.GivesNothingWhenClosed)
        {
            return 0;
        }
        switch (sabotage)
        {
            case LinkSabotage.IgnoresCancelling:
                return await link.ReceiveAsync(destination, CancellationToken.None);
            case LinkSabotage.OneDirectionAtATime:
                await _oneDirection.WaitAsync(cancellationToken);
                try
                {
                    return await link.ReceiveAsync(destination, cancellationToken);
                }
                finally
                {
                    _oneDirection.Release();
                }
            case LinkSabotage.ForgetsWhatDoesNotFit:
                var room = new ulong[4096];
                int got = await link.ReceiveAsync(room, cancellationToken);
                int kept = Math.Min(got, destination.Length);
                room.AsSpan(0, kept).CopyTo(destination.Span);
                return kept;
            case LinkSabotage.LosesIn or LinkSabotage.DoublesIn or LinkSabotage.ExchangesIn or LinkSabotage.InvertsIn:
                while (_late.Count == 0)
                {
                    var buffer = new ulong[64];
                    int count = await link.ReceiveAsync(buffer, cancellationToken);
                    _late.AddRange(Change(buffer.AsSpan(0, count), ref _received));
                }
                int taken = Math.Min(_late.Count, destination.Length);
                _late.Take(taken).ToArray().CopyTo(destination.Span);
                _late.RemoveRange(0, taken);
                return taken;
            default:
                return await link.ReceiveAsync(destination, cancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_closed && sabotage == LinkSabotage.ClosesOnlyOnce)
        {
            throw new InvalidOperationException("closed already");
        }
        _closed = true;
        return link.DisposeAsync();
    }

    private ulong[] Change(ReadOnlySpan<ulong> words, ref long counter)
    {
        List<ulong> changed = [];
        foreach (ulong word in words)
        {
            bool now = ++counter == Spoilt;
            switch (sabotage)
            {
                case LinkSabotage.LosesOut or LinkSabotage.LosesIn when now:
                    break;
                case LinkSabotage.DoublesOut or LinkSabotage.DoublesIn when now:
                    changed.AddRange([word, word]);
                    break;
                case LinkSabotage.InvertsOut or LinkSabotage.InvertsIn when now:
                    changed.Add(word ^ 1);
                    break;
                case LinkSabotage.ExchangesOut or LinkSabotage.ExchangesIn when now:
                    _kept = word;
                    break;
                default:
                    changed.Add(word);
                    if (_kept is { } kept)
                    {
                        changed.Add(kept);
                        _kept = null;
                    }
                    break;
            }
        }
        return [.. changed];
    }

    private ulong[] KeepLast(ReadOnlySpan<ulong> words)
    {
        List<ulong> all = [.. _late, .. words];
        _late.Clear();
        // A halt is let through: as if only a full buffer, or the end, made it send.
        if (all.Count > 0 && all[^1] != ToFpga.Loopback(tick: false))
        {
            _late.Add(all[^1]);
            all.RemoveAt(all.Count - 1);
        }
        return [.. all];
    }
}
