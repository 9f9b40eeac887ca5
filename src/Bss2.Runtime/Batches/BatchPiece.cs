namespace Bss2.Runtime.Batches;

/// <summary>The samples of one program of a batch.</summary>
/// <param name="First">First sample that the program is there for.</param>
/// <param name="Count">How many.</param>
/// <param name="Repeated">Samples before <paramref name="First"/> that it runs again, so that what they leave on the chip is there.</param>
internal readonly record struct BatchPiece(int First, int Count, int Repeated)
{
    /// <summary>First sample that runs.</summary>
    public int FirstRun => First - Repeated;

    /// <summary>Samples that run.</summary>
    public int RunCount => Repeated + Count;
}
