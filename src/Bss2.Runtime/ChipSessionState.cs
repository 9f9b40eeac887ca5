namespace Bss2.Runtime;

/// <summary>Life of a <see cref="ChipSession"/>.</summary>
public enum ChipSessionState
{
    /// <summary>Not opened yet.</summary>
    Closed,

    /// <summary>Brought up: takes programs.</summary>
    Open,

    /// <summary>A program failed, so the chip's state is unknown; open it again.</summary>
    Faulted,

    /// <summary>Disposed.</summary>
    Disposed,
}
