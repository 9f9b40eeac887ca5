namespace Bss2.Runtime;

/// <summary>How long to try when a link has failed.</summary>
public sealed record ReconnectPolicy
{
    /// <summary>Attempts to open the chip again after one failure.</summary>
    public int Attempts { get; init; } = 60;

    /// <summary>Pause between two of them.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Failures of one and the same batch that are taken for bad luck.</summary>
    public int FailuresPerBatch { get; init; } = 3;

    /// <summary>Told what happens, a sentence at a time.</summary>
    public Action<string>? Report { get; init; }
}
