using Bss2.Hal.Playback;

namespace Bss2.Emulator.Wire;

/// <summary>An emulated FPGA with its chip, behind any number of wires; the host that reset it last owns it.</summary>
/// <remarks>
/// Link-and-playback 1.6, 6.1. A reset drops the running program and its answers; the chip keeps its state. Executing is serial whatever
/// the number of wires, and a program's results do not depend on how or when its words arrive.
/// </remarks>
public sealed class EmulatedBoard
{
    private const int LargestHeader = 15;

    private readonly EmulatorExecutor _chip;
    private readonly Action<string> _log;
    private readonly Lock _executing = new();
    private volatile BoardOwner? _owner;

    /// <summary>Powers an emulated chip up.</summary>
    /// <param name="options">Which chip.</param>
    /// <param name="log">Receives a line whenever a host comes, goes or does something wrong; called from several threads.</param>
    public EmulatedBoard(EmulatorOptions options, Action<string> log) => (_chip, _log) = (new(options), log);

    /// <summary>What is emulated.</summary>
    public ChipDescription Chip => _chip.Chip;

    /// <summary>The bitfile info that every wire tells its hosts: says that this is an emulator.</summary>
    internal string InfoText =>
        $"version: 1\ncompatible_until: 0\nemulator: true\nchip: {Chip.Name}\nidentity: {Chip.Identity}\n";

    internal void Log(string line) => _log(line);

    /// <summary>A host reset the board: it is its now.</summary>
    internal void TakeOver(BoardOwner owner)
    {
        owner.RequestReset();
        BoardOwner? previous = Interlocked.Exchange(ref _owner, owner);
        if (previous == owner)
        {
            return;
        }
        _log(previous is null ? $"{owner.Name} owns the board." : $"{owner.Name} owns the board, {previous.Name} lost it.");
        previous?.Evict();
    }

    /// <summary>A host has gone; the board is free unless another one has taken it already.</summary>
    internal void Release(BoardOwner owner)
    {
        if (Interlocked.CompareExchange(ref _owner, null, owner) == owner)
        {
            _log($"{owner.Name} left the board.");
        }
    }

    internal bool IsOwner(BoardOwner owner) => _owner == owner;

    /// <summary>Executes words of the owner and appends the reply words that they caused; words of anybody else are dropped.</summary>
    internal void Execute(BoardOwner owner, ReadOnlySpan<ulong> words, List<ulong> replies)
    {
        lock (_executing)
        {
            if (_owner != owner)
            {
                return;
            }
            if (owner.TakeReset())
            {
                _chip.ResetLink();
                owner.OutOfStep = false;
            }
            if (owner.OutOfStep)
            {
                return;
            }
            int known = 0;
            // A word with its top bit set is padding (link-and-playback 2.4).
            while (known < words.Length && (words[known] >> 63 != 0 || words[known] >> 56 <= LargestHeader))
            {
                known++;
            }
            _chip.Feed(words[..known], replies, fault => _log($"{owner.Name}: {fault.Message}"));
            if (known < words.Length)
            {
                owner.OutOfStep = true;
                _log($"{owner.Name} sent 0x{words[known]:X16}, which no instruction is; all it sends is dropped until it resets the board.");
            }
        }
    }

    /// <summary>
    /// How long a host has to be silent in mid-program before the chip runs up to where the program stands and everything that is due is
    /// sent. The analog core's last bits depend on where it is looked at: a look at every pause of the wire would make spikes depend on
    /// the wire's pace. No wire that is merely lossy is silent for so long.
    /// </summary>
    internal const int SilenceMs = 500;

    /// <summary>Whether a program has begun and not come to its halt.</summary>
    internal bool IsInProgram
    {
        get
        {
            lock (_executing)
            {
                return _chip.IsInProgram;
            }
        }
    }

    /// <summary>
    /// Appends what is due and what is left of a partly filled reply word: after a halt, or in mid-program after <see cref="SilenceMs"/>.
    /// </summary>
    internal void Flush(BoardOwner owner, List<ulong> replies)
    {
        lock (_executing)
        {
            if (_owner == owner)
            {
                _chip.FlushReplies(replies);
            }
        }
    }
}
