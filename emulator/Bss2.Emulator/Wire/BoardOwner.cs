namespace Bss2.Emulator.Wire;

/// <summary>A host that may own the board: the one that reset it last does. Its predecessor is told and gets nothing any more.</summary>
/// <param name="name">For the log.</param>
/// <param name="evicted">Called on the successor's thread when another host takes over; must not block.</param>
internal sealed class BoardOwner(string name, Action evicted)
{
    private volatile bool _resetPending = true;

    public string Name => name;

    /// <summary>Sent a header that no instruction has: everything is dropped until the next reset (link-and-playback 6.1 item 5).</summary>
    public bool OutOfStep { get; set; }

    /// <summary>A reset came; it takes effect before the next word, so that it never has to wait for a running instruction.</summary>
    public void RequestReset() => _resetPending = true;

    /// <summary>Whether a reset is due; asking takes it.</summary>
    public bool TakeReset()
    {
        bool due = _resetPending;
        _resetPending = false;
        return due;
    }

    public void Evict() => evicted();
}
