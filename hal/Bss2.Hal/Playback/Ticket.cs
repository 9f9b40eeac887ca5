using Bss2.Hal.Containers;
using Bss2.Spikes;

namespace Bss2.Hal.Playback;

/// <summary>The promise of a read: its value exists once the program has run.</summary>
/// <typeparam name="T">What was read.</typeparam>
public sealed class Ticket<T>
{
    private readonly AnswerKind _kind;
    private readonly int _start, _count;
    private readonly object _token;
    private readonly Func<ulong[], T> _decode;

    internal Ticket(object token, AnswerKind kind, int start, int count, Func<ulong[], T> decode) =>
        (_token, _kind, _start, _count, _decode) = (token, kind, start, count, decode);

    /// <summary>The value, from the result of the program that the ticket was drawn for.</summary>
    /// <exception cref="InvalidOperationException">The result belongs to another program.</exception>
    public T Read(PlaybackResult result)
    {
        Check(result);
        var words = new ulong[_count];
        for (int i = 0; i < _count; i++)
        {
            words[i] = result.Answer(_kind, _start + i);
        }
        return _decode(words);
    }

    /// <summary>When the last answer reached the FPGA's host stream.</summary>
    /// <exception cref="InvalidOperationException">The result belongs to another program.</exception>
    public FpgaTime Time(PlaybackResult result)
    {
        Check(result);
        return result.AnswerTime(_kind, _start + _count - 1);
    }

    private void Check(PlaybackResult result)
    {
        if (!ReferenceEquals(result.Program.Token, _token))
        {
            throw new InvalidOperationException("This ticket was drawn for another program than the one that gave this result.");
        }
    }
}
